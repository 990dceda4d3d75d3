using System.Net;
using System.Text;
using MailCloud.Testing.Connections;
using Xunit;

namespace MailCloud.Testing.Transcripts;

/// <summary>One play of a transcript.</summary>
internal sealed class TranscriptRun(Transcript transcript, Pace pace, Engine engine, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly Dictionary<int, (PipeConnection Connection, Task Serving)> connections = [];
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    public async Task PlayAsync()
    {
        for (var i = 0; i < transcript.Steps.Count; i++)
        {
            var step = transcript.Steps[i];
            try
            {
                if (step is Send)
                    i = await SendAsync(i);
                else
                    await PlayAsync(step, Client(step.Connection));
            }
            catch (Exception e) when (e is TimeoutException or EndOfStreamException or FormatException)
            {
                Fail(step.Line, e.Message);
            }
        }
        foreach (var (number, (connection, serving)) in connections)
        {
            await connection.Client.EndAsync();
            if (await connection.Client.ReadToEndAsync() is { Length: > 0 } more)
                Fail(transcript.Steps[^1].Line, $"On connection {number} the server said more than is written:\n{Shown(more)}");
            await serving.WaitAsync(PipeClient.Patience, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, _) in connections.Values)
            await connection.Client.EndAsync();
    }

    /// <summary>Sends the lines of one connection that follow each other. Returns the index of the last one.</summary>
    private async Task<int> SendAsync(int index)
    {
        var first = (Send)transcript.Steps[index];
        var text = "";
        for (; index < transcript.Steps.Count && transcript.Steps[index] is Send send && send.Connection == first.Connection; index++)
            text += LinePattern.Fill(send.Text, names) + (send.HasLineEnd ? "\r\n" : "");

        var client = Client(first.Connection);
        if (pace == Pace.Whole)
            await client.SendAsync(text);
        else
            foreach (var octet in text)
                await client.SendAsync(octet.ToString());
        return index - 1;
    }

    private async Task PlayAsync(TranscriptStep step, PipeClient client)
    {
        switch (step)
        {
            case Expect expect:
                await ExpectAsync([.. expect.Patterns], client);
                break;
            case ExpectClosed:
                if (await client.ReadLineAsync() is { } line)
                    Fail(step.Line, $"The connection should have ended; the server said\n{Shown(line)}");
                break;
            case StartTls:
                client.StartTls();
                break;
            case StartCompression:
                client.StartCompression();
                break;
            default:
                await client.EndAsync();
                break;
        }
    }

    private async Task ExpectAsync(List<LinePattern> patterns, PipeClient client)
    {
        while (patterns.Count > 0)
        {
            var wanted = string.Join("\n or ", patterns);
            var line = await ReadLineAsync(client, patterns[0].Line, wanted);
            var found = patterns.FindIndex(pattern => pattern.Matches(line, names));
            if (found < 0)
                Fail(patterns[0].Line, $"expected {Shown(wanted)}\n  actual {Shown(line)}");
            patterns.RemoveAt(found);
        }
    }

    private async Task<string> ReadLineAsync(PipeClient client, int place, string wanted)
    {
        try
        {
            if (await client.ReadLineAsync() is { } line)
                return line;
            // An engine that failed says why.
            foreach (var (_, serving) in connections.Values)
                if (serving.IsFaulted)
                    await serving;
        }
        catch (Exception e) when (e is TimeoutException or EndOfStreamException)
        {
            Fail(place, $"expected {Shown(wanted)}\n  actual {e.Message}");
        }
        Fail(place, $"expected {Shown(wanted)}\n  actual <closed>");
        return "";
    }

    private PipeClient Client(int number)
    {
        if (!connections.TryGetValue(number, out var found))
        {
            var tls = transcript.Header("tls") is "no" ? null : PipeConnection.Encrypted;
            var connection = new PipeConnection(tls, RemoteEndPoint(), lockstep: pace == Pace.OctetByOctet);
            // The client's side exists before the engine begins: a STARTTLS changes it.
            _ = connection.Client;
            connections[number] = found = (connection, ServeAsync(connection));
        }
        return found.Connection.Client;
    }

    private IPEndPoint? RemoteEndPoint() =>
        transcript.Header("remote") is { } remote ? new IPEndPoint(IPAddress.Parse(remote), 40_000) : null;

    private async Task ServeAsync(PipeConnection connection)
    {
        try
        {
            await engine(connection, cancellationToken);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    private void Fail(int line, string text) => Assert.Fail($"tests/Transcripts/{transcript.Name}:{line}\n{text}");

    private static string Shown(string text) => Encoding.UTF8.GetString(Transcript.Octets.GetBytes(text));
}
