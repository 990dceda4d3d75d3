using System.Buffers;

namespace MailCloud.Protocol;

/// <summary>
/// Takes a message out of the input of DATA (RFC 5321 §4.5.2): a dot that begins a line is dropped, and a line of one dot ends the message. Only CRLF ends a
/// line. <c>LF . LF</c>, <c>CR . CR</c> and their like end nothing and pass as they are, so that two servers cannot disagree about where a message ends (SMTP
/// smuggling); <see cref="HasBareCrOrLf"/> tells of them. All other octets pass exactly.
/// </summary>
/// <remarks>
/// It copies nothing: runs of the message are slices of the input, which may be cut anywhere. The CRLF before the last dot belongs to the message.
/// <code>
/// while (unstuffer.TryRead(ref buffer, out var run))
///     await writer.WriteAsync(run, cancellationToken);
/// </code>
/// </remarks>
public sealed class DotUnstuffer
{
    private enum State
    {
        LineStart,
        Text,
        TextCr,
        Dot,
        DotCr,
    }

    private static readonly ReadOnlyMemory<byte> CarriageReturn = "\r"u8.ToArray();

    // The command's own CRLF is the one before the first line (RFC 5321 §4.1.1.4).
    private State state = State.LineStart;

    /// <summary>The end was read; what follows in the input is the next command.</summary>
    public bool Ended { get; private set; }

    /// <summary>A CR or LF was seen that is not part of a CRLF, which RFC 5321 §2.3.8 forbids.</summary>
    public bool HasBareCrOrLf { get; private set; }

    /// <summary>
    /// Takes the next run of the message off <paramref name="input"/>. False: there is none; the input is used up, or the message <see cref="Ended"/> and
    /// <paramref name="input"/> begins with what follows it.
    /// </summary>
    public bool TryRead(ref ReadOnlySequence<byte> input, out ReadOnlyMemory<byte> run)
    {
        while (!Ended && !input.IsEmpty)
        {
            var segment = FirstOf(input);
            run = Take(segment, out var taken);
            input = input.Slice(taken);
            if (!run.IsEmpty)
                return true;
        }
        run = default;
        return false;
    }

    private static ReadOnlyMemory<byte> FirstOf(in ReadOnlySequence<byte> input)
    {
        var position = input.Start;
        while (input.TryGet(ref position, out var segment))
            if (!segment.IsEmpty)
                return segment;
        return default;
    }

    /// <summary>The first run of a segment; <paramref name="taken"/> counts the octets that are done with.</summary>
    private ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> segment, out int taken)
    {
        var octets = segment.Span;
        var from = 0;
        var at = 0;
        while (at < octets.Length)
        {
            var octet = octets[at];
            switch (state)
            {
                case State.LineStart when octet == '.':
                    state = State.Dot;
                    taken = at + 1;
                    if (at > from)
                        return segment[from..at];
                    from = at = taken;
                    break;
                case State.Dot when octet == '\r':
                    state = State.DotCr;
                    from = ++at;
                    break;
                case State.DotCr when octet == '\n':
                    Ended = true;
                    taken = at + 1;
                    return default;
                case State.DotCr:
                    // The CR was text after all; it may lie in a segment that is gone.
                    state = State.TextCr;
                    taken = at;
                    return CarriageReturn;
                case State.TextCr when octet == '\n':
                    state = State.LineStart;
                    at++;
                    break;
                case State.TextCr:
                    HasBareCrOrLf = true;
                    state = State.Text;
                    break;
                case State.Text:
                    at = SkipText(octets, at);
                    break;
                default:
                    state = State.Text;
                    break;
            }
        }
        taken = octets.Length;
        return segment[from..];
    }

    private int SkipText(ReadOnlySpan<byte> octets, int at)
    {
        var next = octets[at..].IndexOfAny((byte)'\r', (byte)'\n');
        if (next < 0)
            return octets.Length;
        at += next;
        if (octets[at] == '\r')
            state = State.TextCr;
        else
            HasBareCrOrLf = true;
        return at + 1;
    }
}
