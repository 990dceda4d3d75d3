using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Listener.Health;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Listener.Tests.Health;

public sealed class HealthServerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly TaskCompletionSource accepting = new();
    private StorageProbe probe = null!;
    private HealthState state = null!;
    private HealthServer server = null!;
    private HttpClient http = null!;
    private volatile bool isAway;

    public async ValueTask InitializeAsync()
    {
        probe = new StorageProbe(
            _ => isAway ? throw new StoreUnavailableException("away", new IOException()) : ValueTask.CompletedTask,
            time,
            NullLogger<StorageProbe>.Instance
        );
        state = new HealthState(probe);
        server = await HealthServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), state, NullLoggerFactory.Instance);
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        await probe.DisposeAsync();
    }

    [Fact]
    public async Task Ready_is_from_the_opening_of_the_ports_to_the_beginning_of_the_end()
    {
        Assert.Equal((503, "there is no certificate yet\n"), await GetAsync("/ready"));
        Assert.Equal((200, "ok\n"), await GetAsync("/live"));
        state.HasCertificate = true;
        Assert.Equal((503, "the ports are not bound yet\n"), await GetAsync("/ready"));
        state.Serve(accepting.Task);
        Assert.Equal((200, "ok\n"), await GetAsync("/ready"));
        state.Drain();
        Assert.Equal((503, "the process ends\n"), await GetAsync("/ready"));
        accepting.SetResult();
        Assert.Equal((200, "ok\n"), await GetAsync("/live"));
    }

    [Fact]
    public async Task A_port_that_stops_by_itself_means_that_the_process_is_not_live()
    {
        state.Serve(accepting.Task);
        accepting.SetException(new SocketException());
        Assert.Equal((503, "a port does not accept any more\n"), await GetAsync("/live"));
        Assert.Equal((503, "a port does not accept any more\n"), await GetAsync("/ready"));
    }

    [Fact]
    public async Task Storage_that_is_away_for_long_makes_it_not_ready_and_leaves_it_live()
    {
        state.Serve(accepting.Task);
        isAway = true;
        time.Advance(StorageProbe.Freshness / 2);
        Assert.Equal((200, "ok\n"), await GetAsync("/ready"));
        time.Advance(StorageProbe.Freshness);
        Assert.Equal((503, "storage does not answer\n"), await GetAsync("/ready"));
        Assert.Equal((200, "ok\n"), await GetAsync("/live"));

        isAway = false;
        for (var i = 0; i < 3000 && !probe.IsAnswering; i++)
        {
            time.Advance(StorageProbe.Interval);
            await Task.Delay(10);
        }
        Assert.Equal((200, "ok\n"), await GetAsync("/ready"));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/live/")]
    [InlineData("GET", "/ready/x")]
    [InlineData("POST", "/live")]
    [InlineData("DELETE", "/ready")]
    [InlineData("GET", "/metrics")]
    public async Task There_is_nothing_else(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_a_request_may_have_is_bounded()
    {
        Assert.Contains(
            " 431 ",
            await SayAsync($"GET /live HTTP/1.1\r\nHost: x\r\nX: {new string('x', 20_000)}\r\n\r\n"),
            StringComparison.Ordinal
        );
        Assert.Contains(" 400 ", await SayAsync("EHLO mail.example.org\r\n"), StringComparison.Ordinal);
    }

    private async Task<(int, string)> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<string> SayAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) ?? "";
    }
}
