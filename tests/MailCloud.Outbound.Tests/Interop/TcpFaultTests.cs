using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security;
using MailCloud.Outbound.Security.Reporting;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Outbound.Tests.Interop;

/// <summary>Faults as sockets have them, which pipes in memory do not: resets, refused connections, a peer that goes away while it is written to.</summary>
public sealed class TcpFaultTests : IAsyncDisposable
{
    private const string Hello = "220 mx\r\n|250 mx\r\n";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly OutboundTransport transport;

    public TcpFaultTests()
    {
        listener.Start();
        var dns = new MemoryDns().Address("example.net", "127.0.0.1");
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        transport = new OutboundTransport(
            new MxRouter(dns, new TlsPolicies(dns, sts: null), new MxOptions { Port = port, AllowsPrivateAddresses = true }),
            new TcpConnector(),
            new SessionOptions("mail.example.com"),
            NoTlsObserver.Instance,
            TimeProvider.System,
            NullLogger<OutboundTransport>.Instance
        );
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await transport.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_listens()
    {
        listener.Stop();
        Assert.Equal("4.4.1", (await SendAsync(Letters.Text)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("220 mx\r\n")]
    [InlineData(Hello)]
    [InlineData(Hello + "|250 Ok\r\n|250 Ok\r\n")]
    [InlineData(Hello + "|250 Ok\r\n|250 Ok\r\n|354 Go on\r\n")]
    public async Task The_connection_is_reset(string replies)
    {
        var serving = ServeAsync(replies, reset: true);
        var attempt = await SendAsync(Letters.Text);
        // A reset may come so early that there is no connection yet.
        Assert.Equal(DeliveryResult.TemporaryFailure, attempt.Result);
        Assert.Contains(attempt.Status, (string[])["4.4.1", "4.4.2"]);
        await serving;
    }

    [Fact]
    public async Task A_server_that_has_had_enough_before_the_end_is_heard()
    {
        // It says so after the first octets, and closes with most of them unread, so that writing to it fails.
        var serving = ServeAsync(Hello + "|250 Ok\r\n|250 Ok\r\n|354 Go on\r\n|552 5.3.4 Too much\r\n", reset: false);
        var attempt = await SendAsync("Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 78) + "\r\n", 200_000)));
        await serving;
        Assert.Equal((DeliveryResult.PermanentFailure, 552, "5.3.4"), (attempt.Result, attempt.ReplyCode, attempt.Status));
    }

    [Fact]
    public async Task A_handshake_with_somebody_who_does_not_know_tls_is_followed_by_a_connection_in_the_clear()
    {
        var first = ServeAsync("220 mx\r\n|250-mx\r\n250 STARTTLS\r\n|220 Go on\r\n|no TLS here\r\n", reset: false);
        var sending = SendAsync(Letters.Text);
        await first;
        var second = ServeAsync(Hello + "|250 Ok\r\n|250 Ok\r\n|354 Go on\r\n|250 2.0.0 Taken\r\n", reset: false);
        var attempt = await sending;
        Assert.Equal((DeliveryResult.Delivered, "Taken", null), (attempt.Result, attempt.Text, attempt.Tls));
        await transport.DisposeAsync();
        await second;
    }

    private async Task<DeliveryAttempt> SendAsync(string text) =>
        Assert.Single(await PostfixMx.SendAsync(transport, Letters.Message(text), "bob@example.net")).Attempt;

    /// <summary>Takes one connection, and says the next of its replies after each piece that it reads. Then it closes, or resets.</summary>
    private async Task ServeAsync(string replies, bool reset)
    {
        using var socket = await listener.AcceptSocketAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var piece = new byte[4096];
        var isFirst = true;
        foreach (var reply in replies.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isFirst && await socket.ReceiveAsync(piece) == 0)
                return;
            isFirst = false;
            await socket.SendAsync(Encoding.ASCII.GetBytes(reply));
        }
        if (!reset)
        {
            // What was said is read by the other side before it meets the end.
            await socket.ReceiveAsync(piece);
            socket.Shutdown(SocketShutdown.Send);
        }
        socket.LingerState = new LingerOption(enable: reset, seconds: 0);
    }
}
