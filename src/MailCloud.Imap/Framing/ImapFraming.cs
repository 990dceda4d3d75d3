using System.Buffers;
using System.Text;
using MailCloud.Protocol;

namespace MailCloud.Imap.Framing;

/// <summary>
/// Cuts the input into whole commands (RFC 9051 §2.2): a command is a line, and for each literal that a line ends with, the literal and one more
/// line. The grammar never waits for input; it sees all of a command, or the framer says why there is none. Only the message of APPEND and REPLACE, which
/// may be large, stays in the input until the command takes it.
/// </summary>
internal sealed class ImapFraming(IConnection connection)
{
    private const int KeptBuffer = 16 * 1024;

    private ArrayBufferWriter<byte> command = new();

    // The message that was announced and whose last line was not read yet; once its octets are asked for it no longer waits.
    private LiteralHeader? message;
    private long messageLeft;

    /// <summary>Reads lines; for what is not a command: responses to AUTHENTICATE, the DONE of IDLE.</summary>
    public LineReader Lines { get; } = new(connection);

    /// <summary>The next command.</summary>
    public async ValueTask<Frame> ReadAsync(FramingLimits limits, CancellationToken cancellationToken)
    {
        Clear();
        while (true)
        {
            var line = await Lines.ReadAsync(limits.Line, cancellationToken);
            if (line.Status != LineStatus.Complete)
                return Unframed(line);
            var endsWithLiteral = LiteralHeader.TryFindAtEnd(line.Text.Span, out var literal, out var start);
            if (!endsWithLiteral && command.WrittenCount == 0)
                return new Frame(FrameStatus.Command, line.Text);

            start += command.WrittenCount;
            command.Write(line.Text.Span);
            if (!endsWithLiteral)
                return new Frame(FrameStatus.Command, command.WrittenMemory);
            if (limits.StreamsMessages && IsMessage(command.WrittenSpan[..start]))
                return Announce(literal, command.WrittenMemory);
            if (!Allows(limits, literal))
                return new Frame(literal.IsSynchronizing ? FrameStatus.LiteralTooLarge : FrameStatus.OutOfStep, command.WrittenMemory);

            command.WriteCrlf();
            if (literal.IsSynchronizing)
                GiveGoAhead();
            if (!await TakeAsync(literal.Size, KeepAsync, cancellationToken))
                return new Frame(FrameStatus.EndOfInput, default);
        }
    }

    /// <summary>
    /// Takes the message that <see cref="FrameStatus.CommandWithMessage"/> told of, in pieces as they come; a client that waits is told to send it.
    /// False: the input ended first.
    /// </summary>
    public async ValueTask<bool> TakeMessageAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take,
        CancellationToken cancellationToken
    )
    {
        if (message is { IsSynchronizing: true } waiting)
        {
            GiveGoAhead();
            message = waiting with { IsSynchronizing = false };
        }
        return await TakeAsync(messageLeft, take, cancellationToken);
    }

    /// <summary>
    /// Reads on behind a message that was taken: there is the end of the command, an empty text, or what announces one more message (RFC 3502).
    /// </summary>
    public async ValueTask<Frame> ReadAfterMessageAsync(FramingLimits limits, CancellationToken cancellationToken)
    {
        message = null;
        var line = await Lines.ReadAsync(limits.Line, cancellationToken);
        return line.Status != LineStatus.Complete ? Unframed(line)
            : LiteralHeader.TryFindAtEnd(line.Text.Span, out var literal, out _) ? Announce(literal, line.Text)
            : new Frame(FrameStatus.Command, line.Text);
    }

    /// <summary>
    /// Passes over what a command that was refused left in the input, so that the next command is read as what it is. False: the input ended, or it
    /// is so much that the connection has to end.
    /// </summary>
    public async ValueTask<bool> SkipMessageAsync(FramingLimits limits, CancellationToken cancellationToken)
    {
        // A client that waits for the go-ahead takes the refusal for an answer and sends nothing.
        while (message is { IsSynchronizing: false })
        {
            if (messageLeft > FramingLimits.Skippable)
                return false;
            if (!await TakeAsync(messageLeft, static (_, _) => ValueTask.CompletedTask, cancellationToken))
                return false;
            await ReadAfterMessageAsync(limits, cancellationToken);
        }
        message = null;
        return true;
    }

    /// <summary>
    /// Returns when the next line, whole or too long, is there to be read, or the input has ended. It takes nothing and, unlike reading, sends nothing, so
    /// that responses may be written meanwhile.
    /// </summary>
    public async Task WaitForLineAsync(int maxLength, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await connection.Input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var isThere = result.IsCompleted || buffer.Length >= maxLength || buffer.PositionOf((byte)'\n') is not null;
            connection.Input.AdvanceTo(buffer.Start, isThere ? buffer.Start : buffer.End);
            if (isThere)
                return;
        }
    }

    private Frame Announce(LiteralHeader header, ReadOnlyMemory<byte> text)
    {
        message = header;
        messageLeft = header.Size;
        return new Frame(FrameStatus.CommandWithMessage, text, header);
    }

    private async ValueTask<bool> TakeAsync(
        long size,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take,
        CancellationToken cancellationToken
    )
    {
        while (size > 0)
        {
            if (!connection.Input.TryRead(out var result))
            {
                await connection.Output.FlushAsync(cancellationToken);
                result = await connection.Input.ReadAsync(cancellationToken);
            }
            var octets = result.Buffer.Slice(0, Math.Min(size, result.Buffer.Length));
            size -= octets.Length;
            messageLeft = size;
            try
            {
                foreach (var piece in octets)
                    await take(piece, cancellationToken);
            }
            finally
            {
                // Octets that could not be taken are gone all the same: what is left of the message is what the rest of the input begins with.
                connection.Input.AdvanceTo(octets.End);
            }
            if (result.IsCompleted && size > 0)
                return false;
        }
        return true;
    }

    private ValueTask KeepAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        command.Write(octets.Span);
        return ValueTask.CompletedTask;
    }

    private void GiveGoAhead() => connection.Output.Write("+ OK\r\n"u8);

    private bool Allows(FramingLimits limits, LiteralHeader literal) =>
        literal.Size <= (literal.IsSynchronizing ? limits.Literal : limits.UnaskedLiteral)
        && command.WrittenCount + literal.Size <= limits.Command;

    /// <summary>The message of APPEND and REPLACE is the first literal that is not the mailbox name.</summary>
    private static bool IsMessage(ReadOnlySpan<byte> before)
    {
        var rest = before;
        TakeWord(ref rest);
        var name = TakeWord(ref rest);
        if (Ascii.EqualsIgnoreCase(name, "UID"u8))
            name = TakeWord(ref rest);
        if (Ascii.EqualsIgnoreCase(name, "REPLACE"u8))
            TakeWord(ref rest);
        else if (!Ascii.EqualsIgnoreCase(name, "APPEND"u8))
            return false;
        return !rest.IsEmpty;
    }

    private static ReadOnlySpan<byte> TakeWord(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return word;
    }

    private static Frame Unframed(Line line) =>
        new(line.Status == LineStatus.EndOfInput ? FrameStatus.EndOfInput : FrameStatus.Unreadable, default);

    private void Clear()
    {
        if (command.Capacity > KeptBuffer)
            command = new ArrayBufferWriter<byte>();
        else
            command.ResetWrittenCount();
    }
}
