using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Functions.Hosting;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Storage;

namespace MailCloud.Functions.Tests;

/// <summary>What a stranger can do to the functions app from outside the Functions host.</summary>
public class FrontDoorTests(PublishedHandler handler)
{
    private static readonly string[] Paths =
    [
        "/Deliver",
        "/deliver",
        "//Deliver",
        "/./Deliver",
        "/%44eliver",
        "/api/Deliver",
        "/api/deliver",
        "/api/../Deliver",
        "/api/%2e%2e/Deliver",
        "/api/..%2fDeliver",
        "/api/health/../../Deliver",
        "/api/health/%2e%2e/%2e%2e/Deliver",
        "/api/health/../Deliver",
        "/api/health;/../../Deliver",
        "/api\\..\\Deliver",
        "/Tick",
        "/",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forged_invocation_does_not_reach_a_trigger()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        await deployment.AddAccountAsync("ann");
        await deployment.AcceptAsync("forged", Deployment.At("ann"));
        var text = Assert.Single(await deployment.PeekAsync(QueueNames.Deliver));
        var envelope = InvocationEnvelope.ForQueue("item", text, new Dictionary<string, object>(StringComparer.Ordinal));

        foreach (var path in Paths)
        foreach (var method in new[] { "POST", "PUT", "GET" })
        {
            var status = await SendAsync(deployment.Door.Address, $"{method} {path} HTTP/1.1", envelope);
            Assert.True(status is 400 or 404 or 405, $"{method} {path} was answered {status}.");
        }
        Assert.Empty(await deployment.InboxAsync("ann"));

        // The envelope was good: from the host it delivers.
        await deployment.Host.InvokeAsync("Deliver", envelope, Cancel);
        Assert.Equal(["forged"], await deployment.InboxAsync("ann"));
        Assert.Empty(deployment.Host.Violations);
    }

    [Fact]
    public async Task Anyone_may_ask_how_it_is()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        using var client = new HttpClient { BaseAddress = deployment.Door.Address };
        using var answer = await client.GetAsync("/api/health", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"storage":"ok"}""", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task The_handler_listens_on_the_loopback_interface_only()
    {
        await using var deployment = await Deployment.StartAsync(handler, withTriggers: false);
        var port = (await deployment.Host.ReadyAsync()).Address.Port;
        var others = System
            .Net.Dns.GetHostAddresses(System.Net.Dns.GetHostName())
            .Where(address => !IPAddress.IsLoopback(address))
            .ToArray();
        Assert.SkipWhen(others.Length == 0, "This machine has no other address.");
        foreach (var address in others)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(address, port, Cancel).AsTask());
        }
    }

    /// <summary>Sends the path as it is; HttpClient would tidy it up. Gives the status.</summary>
    private static async Task<int> SendAsync(Uri address, string requestLine, string body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        await using var stream = client.GetStream();
        var request =
            $"{requestLine}\r\nHost: {address.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"{HostContract.InvocationIdHeader}: forged\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Cancel);
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync(Cancel);
        return int.Parse(status!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
