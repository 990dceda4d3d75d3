using System.Buffers;

namespace MailCloud.Protocol;

/// <summary>A line that was read.</summary>
/// <param name="Text">
/// The line without its CRLF, until the next read; empty unless <see cref="Status"/> is <see cref="LineStatus.Complete"/>.
/// </param>
public readonly record struct Line(LineStatus Status, ReadOnlyMemory<byte> Text);

/// <summary>
/// Reads a client's lines one after the other. What it has not returned stays in the connection's pipe, so that a literal or a message behind a line
/// can be read from there, and <see cref="IConnection.StartTlsAsync"/> drops what it must drop.
/// </summary>
/// <remarks>
/// It also flushes the answers, right before it would wait for the client: a batch of pipelined commands (RFC 2920, RFC 2449 §6.6) gets its answers in
/// one go, and no client ever waits for one that is written but not sent. Between commands, <see cref="FlushIfLargeAsync"/> bounds what gathers.
/// </remarks>
public sealed class LineReader(IConnection connection)
{
    /// <summary>Answers that may gather before they are flushed, in octets.</summary>
    public const int MaxUnflushed = 32 * 1024;

    /// <summary>
    /// What ends the sending of answers, if it is not what ends the waiting for a line: a server that stops finishes what it has begun to say, since half a
    /// TLS record would spoil its good-bye.
    /// </summary>
    public CancellationToken? Flushing { get; set; }

    private byte[] text = new byte[512];
    private bool skipping;

    /// <summary>
    /// The next line. One that is too long is reported at once, and skipped to its end by the next read, so that the command behind it is read as
    /// what it is.
    /// </summary>
    /// <param name="maxLength">The most octets the line may have, its CRLF included.</param>
    public async ValueTask<Line> ReadAsync(int maxLength, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!connection.Input.TryRead(out var result))
            {
                await connection.Output.FlushAsync(Flushing ?? cancellationToken);
                result = await connection.Input.ReadAsync(cancellationToken);
            }
            if (result.IsCanceled)
            {
                connection.Input.AdvanceTo(result.Buffer.Start);
                throw new OperationCanceledException("Somebody cancelled the pending read.");
            }

            var line = Take(result.Buffer, maxLength);
            if (line.Status != LineStatus.Incomplete)
                return line;
            if (result.IsCompleted)
                return new Line(LineStatus.EndOfInput, default);
        }
    }

    /// <summary>Flushes if more than <see cref="MaxUnflushed"/> octets of answers have gathered: to be called after each command.</summary>
    public ValueTask FlushIfLargeAsync(CancellationToken cancellationToken) => connection.Output.FlushIfLargeAsync(cancellationToken);

    private Line Take(ReadOnlySequence<byte> buffer, int maxLength)
    {
        var consumed = buffer.Start;
        if (skipping)
        {
            consumed = LineFraming.Skip(buffer, out var found);
            skipping = !found;
            if (skipping)
            {
                connection.Input.AdvanceTo(consumed, buffer.End);
                return default;
            }
            buffer = buffer.Slice(consumed);
        }

        var framed = LineFraming.Read(buffer, maxLength);
        var line = new Line(framed.Status, framed.Status == LineStatus.Complete ? Copy(framed.Text) : default);
        switch (framed.Status)
        {
            case LineStatus.Incomplete:
                connection.Input.AdvanceTo(consumed, buffer.End);
                break;
            case LineStatus.TooLong:
                skipping = true;
                connection.Input.AdvanceTo(consumed);
                break;
            default:
                connection.Input.AdvanceTo(framed.End);
                break;
        }
        return line;
    }

    // The pipe's memory is reused once it is told how far we are, and commands are short: a copy costs less than a lease.
    private ReadOnlyMemory<byte> Copy(in ReadOnlySequence<byte> line)
    {
        var length = (int)line.Length;
        if (length > text.Length)
            text = new byte[Math.Max(length, text.Length * 2)];
        line.CopyTo(text);
        return text.AsMemory(0, length);
    }
}
