using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using MailCloud.Outbound.Client;

namespace MailCloud.Outbound.Tests.Scripts;

/// <summary>
/// Servers that say what a script says. Each connection plays the next script for its address; an address without one cannot be reached. A script has a line for
/// each step:
/// <code>
/// S: text          the server sends the line
/// C: text          the server expects the line
/// CONTENT          the server reads up to the line of one dot
/// TLS [how]        the handshake: trusted (default), untrusted, wrongname, fails
/// DROP             the server ends the connection
/// HANG             the server says nothing more
/// </code>
/// At the end of a script the server expects QUIT, or the end of the connection.
/// </summary>
internal sealed class ScriptedServers : IConnector
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Queue<string[]>> scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> contents = new();
    private readonly List<Task> plays = [];
    private readonly TaskCompletionSource hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was sent as content, as it travelled, without the last dot.</summary>
    public IReadOnlyCollection<string> Contents => contents;

    /// <summary>The connections that were asked for, in order: address and port.</summary>
    public List<string> Connections { get; } = [];

    /// <summary>The connections that were made.</summary>
    public List<ScriptedConnection> Opened { get; } = [];

    /// <summary>Ends when a script has come to HANG.</summary>
    public Task Hanging => hanging.Task.WaitAsync(Patience);

    /// <summary>Adds a script for the next connection to an address.</summary>
    public ScriptedServers At(string address, string script)
    {
        if (!scripts.TryGetValue(address, out var queue))
            scripts.Add(address, queue = new Queue<string[]>());
        queue.Enqueue(script.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return this;
    }

    public ValueTask<IClientConnection> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Connections.Add(endPoint.ToString());
        if (!scripts.TryGetValue(endPoint.Address.ToString(), out var queue) || !queue.TryDequeue(out var script))
            throw new IOException("Connection refused.");
        var connection = new ScriptedConnection(endPoint);
        Opened.Add(connection);
        plays.Add(PlayAsync(connection, [.. script]));
        return new(connection);
    }

    /// <summary>Waits until all scripts have come to their end, and fails if one was not followed or not played.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(plays).WaitAsync(Patience);
        Assert.All(scripts.Values, queue => Assert.Empty(queue));
    }

    private async Task PlayAsync(ScriptedConnection connection, ImmutableArray<string> script)
    {
        try
        {
            foreach (var step in script)
                if (!await PlayAsync(connection, step))
                    return;
            if (await ReadLineAsync(connection.ServerInput) is "QUIT")
                await SendAsync(connection, "221 2.0.0 Bye");
        }
        finally
        {
            await connection.DropAsync();
        }
    }

    private async ValueTask<bool> PlayAsync(ScriptedConnection connection, string step)
    {
        switch (step.Split(' ', 2))
        {
            case ["S:", var line]:
                await SendAsync(connection, line);
                return true;
            case ["C:", var expected]:
                Assert.Equal(expected, await ReadLineAsync(connection.ServerInput));
                return true;
            case ["CONTENT"]:
                await ReadContentAsync(connection.ServerInput);
                return true;
            case ["TLS", .. var how]:
                connection.Handshake(how is [var word] ? Enum.Parse<ScriptedTls>(word, ignoreCase: true) : ScriptedTls.Trusted);
                return true;
            case ["DROP"]:
                return false;
            case ["HANG"]:
                hanging.TrySetResult();
                while (await ReadLineAsync(connection.ServerInput) is not null) { }
                return false;
            default:
                throw new FormatException($"The script says \"{step}\".");
        }
    }

    private static async ValueTask SendAsync(ScriptedConnection connection, string line) =>
        await connection.ServerOutput.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    private async ValueTask ReadContentAsync(PipeReader input)
    {
        var content = new StringBuilder();
        while (await ReadLineAsync(input) is { } line && line is not ".")
            content.Append(line).Append("\r\n");
        contents.Enqueue(content.ToString());
    }

    // Null: the client ended the connection. Bytes as characters, so that nothing is lost.
    private static async ValueTask<string?> ReadLineAsync(PipeReader input)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var result = await input.ReadAsync(patience.Token);
            var reader = new SequenceReader<byte>(result.Buffer);
            if (reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
            {
                var text = Encoding.Latin1.GetString(line);
                input.AdvanceTo(reader.Position);
                return text;
            }
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }
}
