using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace MailCloud.Testing.Connections;

/// <summary>The client's end of a <see cref="PipeConnection"/>, or of another program. Text stands for octets, one character each (ISO 8859-1).</summary>
public sealed class PipeClient(PipeConnection? connection, PipeReader input, PipeWriter output)
{
    /// <summary>How long a test waits for the engine before it fails: far longer than a loaded machine needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private PipeReader input = input;
    private PipeWriter output = output;
    private Deflater? deflater;

    /// <summary>Sends octets at once.</summary>
    /// <exception cref="TimeoutException">The connection is in lockstep, and the engine does not read.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> octets)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (deflater is null)
                await output.WriteAsync(octets, patience.Token);
            else
                foreach (var octet in deflater.Compress(octets.Span))
                    await output.WriteAsync(new[] { octet }, patience.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The engine did not read for {Patience}.", e);
        }
    }

    /// <summary>Sends text as it is.</summary>
    public ValueTask SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends a line and CRLF.</summary>
    public ValueTask SendLineAsync(string line) => SendAsync(line + "\r\n");

    /// <summary>The next line without its CRLF; null: the engine ended the connection, and what it sent is used up.</summary>
    /// <exception cref="TimeoutException">The engine says nothing, or nothing that ends with CRLF.</exception>
    /// <exception cref="EndOfStreamException">The connection ended within a line.</exception>
    public async ValueTask<string?> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var result = await ReadAsync(patience.Token);
            if (TryTakeLine(result.Buffer, out var line, out var rest))
            {
                input.AdvanceTo(rest);
                return line;
            }
            var unfinished = Encoding.Latin1.GetString(result.Buffer);
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
                return unfinished.Length == 0 ? null : throw new EndOfStreamException($"The connection ended within a line: {unfinished}");
        }
    }

    /// <summary>Everything until the engine ends the connection.</summary>
    public async ValueTask<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var result = await ReadAsync(patience.Token);
            if (result.IsCompleted)
            {
                var text = Encoding.Latin1.GetString(result.Buffer);
                input.AdvanceTo(result.Buffer.End);
                return text;
            }
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>What has arrived and was not read yet; does not wait.</summary>
    public string ReadAvailable()
    {
        if (!input.TryRead(out var result))
            return "";
        var text = Encoding.Latin1.GetString(result.Buffer);
        input.AdvanceTo(result.Buffer.End);
        return text;
    }

    /// <summary>Does the TLS handshake, once the engine's go-ahead was read.</summary>
    public void StartTls() => (input, output) = (connection ?? throw new InvalidOperationException("There is no TLS here.")).Handshake();

    /// <summary>Compresses what is sent from here on, and sends each octet of that by itself; what comes is taken for compressed.</summary>
    public void StartCompression()
    {
        deflater = Deflater.Start();
        input = PipeReader.Create(new DeflateStream(input.AsStream(), CompressionMode.Decompress));
    }

    /// <summary>Ends the client's sending: the engine reads the end of its input.</summary>
    public async ValueTask EndAsync()
    {
        await output.CompleteAsync();
        connection?.RefuseHandshake();
    }

    private async ValueTask<ReadResult> ReadAsync(CancellationToken patience)
    {
        try
        {
            return await input.ReadAsync(patience);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The engine sent nothing more for {Patience}.", e);
        }
    }

    private static bool TryTakeLine(ReadOnlySequence<byte> buffer, out string line, out SequencePosition rest)
    {
        var reader = new SequenceReader<byte>(buffer);
        var found = reader.TryReadTo(out ReadOnlySequence<byte> octets, "\r\n"u8);
        line = Encoding.Latin1.GetString(octets);
        rest = reader.Position;
        return found;
    }
}
