using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Mail.Networks;
using MailCloud.Protocol;

namespace MailCloud.Listener.Tests.Proxy;

/// <summary>The listener behind a proxy: who the client is, who is cut off, and what is logged of it.</summary>
public class ProxiedConnectionTests
{
    private static readonly IPNetwork Loopback = IPNetwork.Parse("127.0.0.0/8");
    private static readonly IPEndPoint Client = IPEndPoint.Parse("192.0.2.1:56324");

    public static TheoryData<byte[], string> Headers() =>
        new()
        {
            { ProxyOctets.Text("PROXY TCP4 192.0.2.1 198.51.100.1 56324 25"), "192.0.2.1" },
            { ProxyOctets.Text("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 25"), "192.0.2.1" },
            { ProxyOctets.Text("PROXY UNKNOWN"), "nobody" },
            { ProxyOctets.Binary(Client), "192.0.2.1" },
            { ProxyOctets.Binary(0x21, 0x00), "nobody" },
            { ProxyOctets.Binary(0x20, 0x00), "127.0.0.1" },
        };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task The_client_is_whom_the_proxy_names(byte[] header, string client)
    {
        await using var bench = await Bench.StartAsync(TellAsync, proxies: Loopback);
        await using var whole = await bench.ConnectAsync();
        await whole.WriteAsync((byte[])[.. header, .. "hello\n"u8]);
        Assert.Equal($"{client}: hello\n", await ReadLineAsync(whole));

        // Octet by octet, so that it is cut everywhere.
        await using var slow = await bench.ConnectAsync();
        foreach (var octet in header)
            await slow.WriteAsync((byte[])[octet]);
        await slow.WriteAsync("hello\n"u8.ToArray());
        Assert.Equal($"{client}: hello\n", await ReadLineAsync(slow));
    }

    [Fact]
    public async Task The_header_comes_before_tls()
    {
        await using var bench = await Bench.StartAsync(TellAsync, implicitTls: true, proxies: Loopback);
        var stream = await bench.ConnectAsync();
        await stream.WriteAsync(ProxyOctets.Binary(Client));
        await using var client = await bench.HandshakeAsync(stream);
        await client.WriteAsync("hello\n"u8.ToArray());
        Assert.Equal("192.0.2.1: hello\n", await ReadLineAsync(client));
    }

    [Theory]
    [InlineData("EHLO client.example\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n")]
    public async Task A_proxy_that_names_nobody_is_closed_and_that_is_logged(string words)
    {
        await using var bench = await Bench.StartAsync(TellAsync, proxies: Loopback);
        await using var client = await bench.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(words));
        Assert.True(await IsClosedAsync(client));
        Assert.StartsWith("Warning: ", await bench.Logs.LineAsync("127.0.0.1 is closed: No PROXY header"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_does_not_end_is_not_waited_for()
    {
        await using var bench = await Bench.StartAsync(TellAsync, proxies: Loopback);
        await using var client = await bench.ConnectAsync();
        await client.WriteAsync("PROXY TCP4 "u8.ToArray());
        var closed = IsClosedAsync(client);
        while (!closed.IsCompleted)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }
        Assert.True(await closed);
        Assert.Contains("did not come within", await bench.Logs.LineAsync("is closed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_ends_with_the_connection_is_malformed()
    {
        await using var bench = await Bench.StartAsync(TellAsync, proxies: Loopback);
        await using var client = await bench.ConnectAsync();
        await client.WriteAsync("PROXY TCP4 "u8.ToArray());
        client.Socket.Shutdown(SocketShutdown.Send);
        Assert.True(await IsClosedAsync(client));
        Assert.Contains("it is cut off", await bench.Logs.LineAsync("is closed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_anywhere_else_a_header_is_what_the_client_says()
    {
        await using var bench = await Bench.StartAsync(TellAsync, proxies: IPNetwork.Parse("192.0.2.0/24"));
        await using var client = await bench.ConnectAsync();
        await client.WriteAsync(ProxyOctets.Text("PROXY TCP4 192.0.2.1 198.51.100.1 56324 25"));
        Assert.Equal("127.0.0.1: PROXY TCP4 192.0.2.1 198.51.100.1 56324 25\r\n", await ReadLineAsync(client));
    }

    [Fact]
    public async Task Places_are_the_client_s_and_not_the_proxy_s()
    {
        await using var bench = await Bench.StartAsync(TellAsync, limits: new ConnectionLimits { PerAddress = 1 }, proxies: Loopback);
        await using var first = await bench.ConnectAsync();
        await first.WriteAsync((byte[])[.. ProxyOctets.Binary(Client), .. "hello\n"u8]);
        Assert.Equal("192.0.2.1: hello\n", await ReadLineAsync(first));

        await using var second = await bench.ConnectAsync();
        await second.WriteAsync(ProxyOctets.Binary(Client));
        Assert.True(await IsClosedAsync(second));
        await bench.Logs.LineAsync("192.0.2.1 is turned away, too many connections");

        await using var other = await bench.ConnectAsync();
        await other.WriteAsync((byte[])[.. ProxyOctets.Binary(IPEndPoint.Parse("192.0.2.2:1")), .. "hello\n"u8]);
        Assert.Equal("192.0.2.2: hello\n", await ReadLineAsync(other));
    }

    [Fact]
    public async Task Networks_are_the_client_s_and_not_the_proxy_s()
    {
        var access = new AccessRule([IPNetwork.Parse("192.0.2.0/24")], []);
        await using var bench = await Bench.StartAsync(TellAsync, access: access, proxies: Loopback);
        await using var allowed = await bench.ConnectAsync();
        await allowed.WriteAsync((byte[])[.. ProxyOctets.Binary(Client), .. "hello\n"u8]);
        Assert.Equal("192.0.2.1: hello\n", await ReadLineAsync(allowed));

        foreach (var header in (byte[][])[ProxyOctets.Text("PROXY UNKNOWN"), ProxyOctets.Binary(IPEndPoint.Parse("198.51.100.1:1"))])
        {
            await using var refused = await bench.ConnectAsync();
            await refused.WriteAsync(header);
            Assert.True(await IsClosedAsync(refused));
        }
        await bench.Logs.LineAsync("198.51.100.1 is turned away, its network is not allowed");
    }

    /// <summary>Says the client's address and its first line, and waits for it to leave.</summary>
    private static async Task TellAsync(IConnection connection, CancellationToken stopping)
    {
        var client = connection.RemoteEndPoint?.Address.ToString() ?? "nobody";
        await connection.Output.WriteAsync(Encoding.ASCII.GetBytes($"{client}: "), stopping);
        await Bench.EchoAsync(connection, stopping);
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (line.Length == 0 || line[^1] != '\n')
        {
            await stream.ReadExactlyAsync(octet).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
            line.Append((char)octet[0]);
        }
        return line.ToString();
    }

    private static async Task<bool> IsClosedAsync(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[64]).AsTask().WaitAsync(TimeSpan.FromMinutes(1)) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
