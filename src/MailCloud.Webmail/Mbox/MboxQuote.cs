namespace MailCloud.Webmail.Mbox;

/// <summary>
/// How a line of a message that looks like the one in front of a message is told apart from it (the <c>mboxrd</c> format): whoever writes puts one <c>&gt;</c> in
/// front of <c>From</c> and a space, and of the same behind any number of <c>&gt;</c>; whoever reads takes one away.
/// </summary>
internal static class MboxQuote
{
    /// <summary>Lines with more of them are left alone: no line is as long (RFC 5322 §2.1.1). A <see cref="LinePiece"/> holds more.</summary>
    private const int MaxDepth = 998;

    /// <summary>Whether the line gets one more when it is written.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> line) => DepthOf(line) is >= 0 and <= MaxDepth;

    /// <summary>Whether the line loses one when it is read.</summary>
    public static bool IsQuoted(ReadOnlySpan<byte> line) => DepthOf(line) is > 0 and <= MaxDepth + 1;

    private static int DepthOf(ReadOnlySpan<byte> line)
    {
        var depth = line.IndexOfAnyExcept((byte)'>');
        return depth >= 0 && line[depth..].StartsWith("From "u8) ? depth : -1;
    }
}
