using System.Buffers.Text;

namespace MailCloud.Imap.Framing;

/// <summary>What announces a literal: <c>{42}</c>, <c>{42+}</c>, and <c>~{42}</c> for one that may hold NUL (RFC 3516 §4.2).</summary>
/// <param name="Size">Octets that follow the line.</param>
/// <param name="IsSynchronizing">The client waits for our go-ahead before it sends them; not with <c>+</c> (RFC 7888 §4).</param>
/// <param name="IsBinary">It is a <c>literal8</c>.</param>
internal readonly record struct LiteralHeader(long Size, bool IsSynchronizing, bool IsBinary)
{
    /// <summary>The header that ends a line, if the line ends with one: then the line is not the end of the command.</summary>
    /// <param name="start">Where in the line it begins.</param>
    public static bool TryFindAtEnd(ReadOnlySpan<byte> line, out LiteralHeader header, out int start)
    {
        header = default;
        start = line.LastIndexOf((byte)'{');
        if (start < 0 || !TryParse(line[start..], out header, out var length) || start + length != line.Length)
            return false;
        if (start > 0 && line[start - 1] == (byte)'~')
        {
            header = header with { IsBinary = true };
            start--;
        }
        return true;
    }

    /// <summary>The header that begins here, with the CRLF behind it.</summary>
    /// <param name="length">How long it is, its CRLF included.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out LiteralHeader header, out int length)
    {
        if (!TryParse(text, out header, out length) || !text[length..].StartsWith("\r\n"u8))
            return false;
        length += 2;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out LiteralHeader header, out int length)
    {
        header = default;
        length = 0;
        if (text.Length < 3 || text[0] != (byte)'{' || !char.IsAsciiDigit((char)text[1]))
            return false;
        if (!Utf8Parser.TryParse(text[1..], out long size, out var digits))
            return false;
        length = digits + 1;
        var waits = length >= text.Length || text[length] != (byte)'+';
        length += waits ? 0 : 1;
        if (length >= text.Length || text[length++] != (byte)'}')
            return false;
        header = new LiteralHeader(size, waits, IsBinary: false);
        return true;
    }
}
