using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailCloud.Interop.Tests;

/// <summary>What a server took responsibility for: one message for one recipient.</summary>
internal sealed record TakenMessage(string ReversePath, string Recipient, string Message, DateTimeOffset Time);

/// <summary>
/// A mail server that does with a recipient what its local part says: <c>no-…</c> is refused, <c>grey-…</c> is refused for now the first time, the rest is
/// taken. It remembers when it answered <c>250</c> for whom.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, int> greylisted = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<TakenMessage> taken = new();
    private readonly Task accepting;

    public ScriptedServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What it took responsibility for, by recipient, in order.</summary>
    public IReadOnlyCollection<TakenMessage> Taken => taken;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Told to stop.
        }
        await Task.WhenAll(sessions);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var ending = client;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 scripted.example ESMTP");
            await TalkAsync(reader, writer);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone, perhaps killed.
        }
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        var reversePath = "";
        var recipients = new List<string>();
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb is "MAIL" or "RSET")
                recipients.Clear();
            if (verb is "MAIL")
                reversePath = line.Split('<', '>')[1];
            if (verb is "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var message = await ReadMessageAsync(reader);
                var now = TimeProvider.System.GetUtcNow();
                recipients.ForEach(recipient => taken.Enqueue(new TakenMessage(reversePath, recipient, message, now)));
                recipients.Clear();
                await writer.WriteLineAsync("250 2.0.0 taken");
                continue;
            }
            await writer.WriteLineAsync(
                verb switch
                {
                    "EHLO" => "250-scripted.example\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES",
                    "RCPT" => Rcpt(line, recipients),
                    "QUIT" => "221 2.0.0 bye",
                    _ => "250 2.0.0 ok",
                }
            );
            if (verb is "QUIT")
                return;
        }
    }

    private string Rcpt(string line, List<string> recipients)
    {
        var recipient = line.Split('<', '>')[1];
        if (recipient.StartsWith("no-", StringComparison.Ordinal))
            return "550 5.1.1 No such user, says the script";
        if (recipient.StartsWith("grey-", StringComparison.Ordinal) && greylisted.AddOrUpdate(recipient, 1, (_, n) => n + 1) == 1)
            return "451 4.7.1 Greylisted, come again";
        recipients.Add(recipient);
        return "250 2.1.5 ok";
    }

    private async Task<string> ReadMessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            if (line is ".")
                return message.ToString();
            message.Append(line).Append("\r\n");
        }
        throw new EndOfStreamException("The client left within a message.");
    }
}
