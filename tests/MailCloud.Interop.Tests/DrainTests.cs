using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace MailCloud.Interop.Tests;

/// <summary>
/// A service manager ends the process (SIGTERM) while clients are at work: who waits is told good-bye, what runs is finished, nobody else gets in, and the
/// process ends by itself.
/// </summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const string Account = "drain@example.test";
    private const string Password = "drain-secret";
    private const int Messages = 24;
    private const int Size = 1_000_000;

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailcloud-drain-");
    private MailProcess service = null!;

    public async ValueTask InitializeAsync() => service = await MailProcess.StartAsync(data, "--account", $"{Account}:{Password}");

    [Fact]
    public async Task What_runs_is_finished_and_who_waits_is_told_good_bye()
    {
        var ports = service.Endpoints.Ports;
        var message = "\r\n" + new string('x', Size) + "\r\n";
        using var fetching = await ConnectAsync(ports.Imaps);
        await SayAsync(fetching, $"A LOGIN {Account} {Password}");
        for (var number = 0; number < Messages; number++)
            await SayAsync(fetching, $"A APPEND INBOX {{{message.Length}+}}\r\n{message}");
        await SayAsync(fetching, "A EXAMINE INBOX");
        using var idling = await ConnectAsync(ports.Imaps);
        await SayAsync(idling, $"A LOGIN {Account} {Password}");
        await SayAsync(idling, "+ IDLE");
        using var pop3 = await ConnectAsync(ports.Pop3s);
        await ReadLineAsync(pop3);
        await using var smtp = await SmtpWire.ConnectAsync("localhost", ports.Smtp);

        // More than the sockets between us hold: it is under way until it is read.
        await WriteAsync(fetching, "F FETCH 1:* BODY.PEEK[]\r\n");
        Assert.StartsWith("* 1 FETCH", await ReadLineAsync(fetching), StringComparison.Ordinal);
        var stopping = service.StopAsync();

        Assert.StartsWith("* BYE ", await ReadLineAsync(idling), StringComparison.Ordinal);
        Assert.Null(await ReadLineAsync(idling));
        Assert.Null(await ReadLineAsync(pop3));
        Assert.StartsWith("421 ", await smtp.CommandAsync("NOOP"), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(ports.Imaps));
        Assert.False(stopping.IsCompleted);

        var rows = 1;
        var line = await ReadLineAsync(fetching);
        for (; line is not null && !line.StartsWith("F ", StringComparison.Ordinal); line = await ReadLineAsync(fetching))
            rows += line.StartsWith("* ", StringComparison.Ordinal) && line.Contains(" FETCH ", StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal("F OK Done", line);
        Assert.Equal(Messages, rows);
        Assert.StartsWith("* BYE ", await ReadLineAsync(fetching), StringComparison.Ordinal);
        Assert.Equal(0, await stopping);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        data.Delete(recursive: true);
    }

    private async Task<Wire> ConnectAsync(int port)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("localhost", port);
        var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, service.IsTrusted);
        await tls.AuthenticateAsClientAsync("localhost");
        return new Wire(tls, new StreamReader(tls, Encoding.Latin1, leaveOpen: true));
    }

    /// <summary>Sends a command and reads to the line that begins with its first word.</summary>
    private static async Task SayAsync(Wire wire, string command)
    {
        var tag = command.Split(' ')[0] + " ";
        await WriteAsync(wire, command.StartsWith("+ ", StringComparison.Ordinal) ? $"T{command[1..]}\r\n" : command + "\r\n");
        string? line;
        do line = await ReadLineAsync(wire);
        while (line is not null && !line.StartsWith(tag, StringComparison.Ordinal));
        Assert.NotNull(line);
    }

    private static Task WriteAsync(Wire wire, string text) => wire.Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    private static Task<string?> ReadLineAsync(Wire wire) => wire.Reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

    private sealed record Wire(SslStream Stream, StreamReader Reader) : IDisposable
    {
        public void Dispose()
        {
            Reader.Dispose();
            Stream.Dispose();
        }
    }
}
