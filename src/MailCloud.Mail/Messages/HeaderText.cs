using System.Text;
using System.Text.Unicode;
using MimeKit.Utils;

namespace MailCloud.Mail.Messages;

/// <summary>
/// The text of header fields in its three forms: the bytes of the message, the Unicode text that a summary keeps, and what people read.
/// </summary>
/// <remarks>
/// A header should be ASCII, or UTF-8 (RFC 6532). Old software also sends other 8-bit text without saying in which charset; it is taken
/// to be in the charset of the message's own Content-Type, and failing that in ISO 8859-1, which loses no byte. So the text is never
/// refused and is always valid Unicode.
/// </remarks>
public static class HeaderText
{
    static HeaderText() => Charset.MakeKnown();

    /// <summary>The text of a field's value: unfolded (RFC 5322 §2.2.3), without NUL and surrounding blanks, encoded-words left as they are.</summary>
    /// <param name="value">The bytes after the field's colon.</param>
    /// <param name="charset">The charset of text that is neither ASCII nor UTF-8, or null.</param>
    public static string Unfold(ReadOnlySpan<byte> value, Encoding? charset)
    {
        var text = ToUnicode(value.Trim(" \t\r\n"u8), charset);
        return text.Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal)
            .Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>The text as people read it: encoded-words decoded (RFC 2047), without the byte order mark of those in UTF-16.</summary>
    public static string Decode(string text) =>
        text.Contains("=?", StringComparison.Ordinal) ? Rfc2047.DecodeText(Encoding.UTF8.GetBytes(text)).TrimStart('\uFEFF') : text;

    /// <summary>The text for a client that understands ASCII alone: text with other letters becomes encoded-words (RFC 2047).</summary>
    public static string ToAscii(string text) =>
        Ascii.IsValid(text) ? text : Encoding.ASCII.GetString(Rfc2047.EncodeText(Encoding.UTF8, text));

    private static string ToUnicode(ReadOnlySpan<byte> bytes, Encoding? charset)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var text = charset?.GetString(bytes);
        return text is null || text.Contains(Charset.Undecodable) ? Encoding.Latin1.GetString(bytes) : text;
    }
}
