using System.Buffers;

namespace MailCloud.Protocol;

/// <summary>What the front of the input is.</summary>
public enum LineStatus
{
    /// <summary>Not a whole line yet.</summary>
    Incomplete,

    /// <summary>A line.</summary>
    Complete,

    /// <summary>A line with a CR or LF in it that ends nothing (RFC 5321 §2.3.8). Its text is worth nothing but the line's end is known.</summary>
    BareCrOrLf,

    /// <summary>More octets than a line may have, and no end among them.</summary>
    TooLong,

    /// <summary>The client ended its sending; what is left of the input is not a line. Only a <see cref="LineReader"/> knows.</summary>
    EndOfInput,
}

/// <summary>A line at the front of the input.</summary>
/// <param name="Text">The line without its CRLF.</param>
/// <param name="End">Where the next line begins.</param>
public readonly record struct FramedLine(LineStatus Status, ReadOnlySequence<byte> Text, SequencePosition End);

/// <summary>
/// Finds lines. A line ends with CRLF and with nothing else (RFC 5321 §2.3.8, RFC 9051 §2.2, RFC 1939 §3): servers that also took a bare LF for an end
/// are what SMTP smuggling lives on. Pure, and allocates nothing.
/// </summary>
public static class LineFraming
{
    private static ReadOnlySpan<byte> Crlf => "\r\n"u8;

    /// <summary>Looks for the line at the front of <paramref name="input"/>; nothing is consumed unless the status tells of a line.</summary>
    /// <param name="maxLength">The most octets a line may have, its CRLF included (RFC 5321 §4.5.3.1.4 counts so).</param>
    public static FramedLine Read(in ReadOnlySequence<byte> input, int maxLength)
    {
        var reader = new SequenceReader<byte>(input.Length > maxLength ? input.Slice(0, maxLength) : input);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> text, Crlf))
            return new FramedLine(input.Length >= maxLength ? LineStatus.TooLong : LineStatus.Incomplete, default, input.Start);
        return new FramedLine(HasCrOrLf(text) ? LineStatus.BareCrOrLf : LineStatus.Complete, text, reader.Position);
    }

    /// <summary>Where to go on reading after a line that was too long: behind its end, or, if that is not here yet, as far as it cannot begin.</summary>
    public static SequencePosition Skip(in ReadOnlySequence<byte> input, out bool found)
    {
        var reader = new SequenceReader<byte>(input);
        found = reader.TryReadTo(out ReadOnlySequence<byte> _, Crlf);
        if (found || input.IsEmpty)
            return reader.Position;
        var last = new SequenceReader<byte>(input.Slice(input.Length - 1));
        return last.TryPeek(out var octet) && octet == '\r' ? last.Position : input.End;
    }

    private static bool HasCrOrLf(in ReadOnlySequence<byte> text)
    {
        if (text.IsSingleSegment)
            return text.FirstSpan.ContainsAny((byte)'\r', (byte)'\n');
        foreach (var segment in text)
            if (segment.Span.ContainsAny((byte)'\r', (byte)'\n'))
                return true;
        return false;
    }
}
