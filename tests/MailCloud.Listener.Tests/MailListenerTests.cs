using System.Net;
using System.Net.Sockets;
using System.Text;
using MailCloud.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Listener.Tests;

public class MailListenerTests
{
    [Fact]
    public async Task An_implicit_tls_port_speaks_tls_from_the_first_octet()
    {
        var agreed = new TaskCompletionSource<TlsSession?>();
        await using var bench = await Bench.StartAsync(
            async (connection, stopping) =>
            {
                agreed.SetResult(connection.Tls);
                await Bench.EchoAsync(connection, stopping);
            },
            implicitTls: true
        );

        await using var client = await bench.HandshakeAsync(await bench.ConnectAsync());
        await client.WriteAsync("hello\n"u8.ToArray());
        Assert.Equal("hello\n", await ReadAsync(client, 6));

        var session = await agreed.Task;
        Assert.Equal("TLS1.3", session?.Version);
        Assert.StartsWith("TLS_", session?.CipherSuite, StringComparison.Ordinal);
        Assert.Equal("localhost", session?.ServerName);
    }

    [Fact]
    public async Task What_was_sent_in_the_clear_behind_starttls_is_dropped()
    {
        await using var bench = await Bench.StartAsync(
            async (connection, stopping) =>
            {
                // The client's command with what it pipelined is in the buffer; the engine takes the command only.
                var read = await connection.Input.ReadAtLeastAsync("STARTTLS\ninjected\n".Length, stopping);
                connection.Input.AdvanceTo(read.Buffer.GetPosition("STARTTLS\n".Length));
                await connection.StartTlsAsync("go\n"u8.ToArray(), stopping);
                await Bench.EchoAsync(connection, stopping);
            }
        );

        var clear = await bench.ConnectAsync();
        await clear.WriteAsync("STARTTLS\ninjected\n"u8.ToArray());
        Assert.Equal("go\n", await ReadAsync(clear, 3));
        await using var client = await bench.HandshakeAsync(clear);
        await client.WriteAsync("hello\n"u8.ToArray());
        Assert.Equal("hello\n", await ReadAsync(client, 6));
    }

    [Fact]
    public async Task A_stopping_listener_lets_its_engines_say_good_bye()
    {
        await using var bench = await Bench.StartAsync(Bench.EchoAsync);
        await using var client = await bench.ConnectAsync();
        await client.WriteAsync("hello\n"u8.ToArray());
        Assert.Equal("hello\n", await ReadAsync(client, 6));

        await bench.Listener.StopAsync(CancellationToken.None);

        Assert.Equal("bye\n", await new StreamReader(client).ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_beyond_its_share_is_turned_away_and_takes_nobodys_place()
    {
        await using var bench = await Bench.StartAsync(Bench.EchoAsync, limits: new ConnectionLimits { PerAddress = 2 });
        await using var first = await bench.ConnectAsync();
        var second = await bench.ConnectAsync();
        foreach (var client in (NetworkStream[])[first, second])
        {
            await client.WriteAsync("hello\n"u8.ToArray());
            Assert.Equal("hello\n", await ReadAsync(client, 6));
        }

        Assert.False(await IsServedAsync(bench));

        await second.DisposeAsync();
        Assert.True(await IsServedSoonAsync(bench));
    }

    [Fact]
    public async Task A_session_that_fails_ends_alone()
    {
        var sessions = 0;
        await using var bench = await Bench.StartAsync(
            (connection, stopping) =>
                Interlocked.Increment(ref sessions) == 1
                    ? throw new InvalidOperationException("a fault")
                    : Bench.EchoAsync(connection, stopping)
        );
        await using (var first = await bench.ConnectAsync())
            Assert.True(await IsClosedAsync(first));

        await using var second = await bench.ConnectAsync();
        await second.WriteAsync("hello\n"u8.ToArray());
        Assert.Equal("hello\n", await ReadAsync(second, 6));
    }

    [Fact]
    public async Task A_client_that_speaks_no_tls_ends_alone()
    {
        await using var bench = await Bench.StartAsync(Bench.EchoAsync, implicitTls: true);
        await using (var plain = await bench.ConnectAsync())
        {
            await plain.WriteAsync("A1 LOGIN alice secret\r\n"u8.ToArray());
            Assert.True(await IsClosedAsync(plain));
        }

        await using var client = await bench.HandshakeAsync(await bench.ConnectAsync());
        await client.WriteAsync("hello\n"u8.ToArray());
        Assert.Equal("hello\n", await ReadAsync(client, 6));
    }

    [Fact]
    public async Task A_taken_port_is_named_and_leaves_no_other_bound()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var bench = await Bench.StartAsync(Bench.EchoAsync);
        await using var listener = new MailListener(
            Bench.Pem(bench.Files, TimeProvider.System),
            new ConnectionLimits(),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        var free = new Port("free", new IPEndPoint(IPAddress.Loopback, 0), ImplicitTls: false, Bench.EchoAsync);
        var taken = new Port("imaps", (IPEndPoint)other.LocalEndpoint, ImplicitTls: false, Bench.EchoAsync);

        var refused = await Assert.ThrowsAsync<PortUnavailableException>(() => listener.StartAsync([free, taken], CancellationToken.None));

        Assert.Equal("imaps", refused.PortName);
        Assert.Throws<InvalidOperationException>(() => listener.EndPointOf("free"));
    }

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var buffer = new byte[count];
        await stream.ReadExactlyAsync(buffer);
        return Encoding.ASCII.GetString(buffer);
    }

    /// <summary>Whether the server ends the connection; one that resets it counts as well.</summary>
    private static async Task<bool> IsClosedAsync(Stream stream)
    {
        var rest = new byte[64];
        try
        {
            // A TLS alert may come first.
            while (await stream.ReadAsync(rest).AsTask().WaitAsync(TimeSpan.FromMinutes(1)) > 0) { }
            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The place of a client that left becomes free when the server notices.</summary>
    private static async Task<bool> IsServedSoonAsync(Bench bench)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await IsServedAsync(bench))
                return true;
            await Task.Delay(50);
        }
        return false;
    }

    private static async Task<bool> IsServedAsync(Bench bench)
    {
        try
        {
            await using var client = await bench.ConnectAsync();
            await client.WriteAsync("hello\n"u8.ToArray());
            return await client.ReadAsync(new byte[6]) > 0;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }
}
