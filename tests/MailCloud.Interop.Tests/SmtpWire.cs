using System.Net.Sockets;
using System.Text;

namespace MailCloud.Interop.Tests;

/// <summary>
/// A bare SMTP client that sends exactly the bytes it is told to: with BDAT (RFC 3030), so that no client library repairs or
/// refuses what a hostile one would send.
/// </summary>
internal sealed class SmtpWire : IAsyncDisposable
{
    private readonly TcpClient client;
    private readonly StreamReader reader;
    private readonly NetworkStream stream;

    private SmtpWire(TcpClient client)
    {
        this.client = client;
        stream = client.GetStream();
        reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
    }

    /// <summary>What the server said first.</summary>
    public string Greeting { get; private set; } = "";

    /// <param name="preamble">What is sent before anything else.</param>
    /// <param name="hello">The client's name; null: it says none.</param>
    public static async Task<SmtpWire> ConnectAsync(
        string host,
        int port,
        ReadOnlyMemory<byte> preamble = default,
        string? hello = "client.example"
    )
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(host, port);
        var wire = new SmtpWire(tcp);
        await wire.stream.WriteAsync(preamble);
        wire.Greeting = await wire.ReadReplyAsync();
        if (hello is not null)
            await wire.CommandAsync($"EHLO {hello}");
        return wire;
    }

    /// <summary>Sends a command and reads its reply.</summary>
    public async Task<string> CommandAsync(string line)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
        return await ReadReplyAsync();
    }

    /// <summary>Sends a message in one pipelined burst.</summary>
    /// <returns>The reply to the message itself; a code other than 2yz for the first command that was refused.</returns>
    public async Task<string> SendAsync(string from, string to, ReadOnlyMemory<byte> message)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"MAIL FROM:<{from}>\r\nRCPT TO:<{to}>\r\nBDAT {message.Length} LAST\r\n"));
        await stream.WriteAsync(message);
        var replies = new[] { await ReadReplyAsync(), await ReadReplyAsync(), await ReadReplyAsync() };
        return replies.FirstOrDefault(reply => reply[0] != '2') ?? replies[2];
    }

    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await stream.DisposeAsync();
        client.Dispose();
    }

    private async Task<string> ReadReplyAsync()
    {
        while (true)
        {
            var line = await reader.ReadLineAsync() ?? throw new EndOfStreamException("The server closed the connection.");
            if (line.Length < 4 || line[3] != '-')
                return line;
        }
    }
}
