using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Mail.Messages;

/// <summary>The text of a text part: its transfer encoding undone and its charset decoded. Any bytes have one.</summary>
public static class PartText
{
    /// <summary>The text in the part's own charset, or as MimeKit guesses when that is missing, unknown or wrong.</summary>
    /// <param name="body">The part's body as it is in the message, or its beginning.</param>
    /// <param name="isCut">The body goes on behind these bytes.</param>
    public static string Decode(BodyPart part, ReadOnlySpan<byte> body, bool isCut) => Decode(part, body, isCut, out _);

    /// <inheritdoc cref="Decode(BodyPart, ReadOnlySpan{byte}, bool)"/>
    /// <param name="isDamaged">The part is not encoded as it says, or in a way that nobody knows: the text may not be what was meant.</param>
    public static string Decode(BodyPart part, ReadOnlySpan<byte> body, bool isCut, out bool isDamaged)
    {
        var content = DecodeTransfer(part, body, out var isKnown);
        if (isCut)
            content = WithoutLastLetter(content);
        var name = MimeParameter.Find(part.Parameters, "charset");
        isDamaged = !isKnown;
        if (Charset.Find(name) is { } charset)
        {
            using var reader = new StreamReader(new MemoryStream(content), charset);
            var read = reader.ReadToEnd();
            if (!read.Contains(Charset.Undecodable))
                return read;
        }
        using var guess = new TextPart(part.Subtype) { Content = new MimeContent(new MemoryStream(content)) };
        var text = guess.Text;
        isDamaged |= name is not null || text.Contains(Charset.Undecodable);
        return text;
    }

    private static byte[] DecodeTransfer(BodyPart part, ReadOnlySpan<byte> body, out bool isKnown)
    {
        isKnown = MimeUtils.TryParse(part.Encoding, out ContentEncoding encoding);
        using var encoded = new MimeContent(new MemoryStream(body.ToArray()), encoding);
        using var decoded = new MemoryStream();
        encoded.DecodeTo(decoded);
        return decoded.ToArray();
    }

    /// <summary>UTF-8 that is cut inside a letter would be taken for another charset.</summary>
    private static byte[] WithoutLastLetter(byte[] text)
    {
        var end = text.Length;
        while (end > 0 && (text[end - 1] & 0xC0) == 0x80)
            end--;
        return text[..Math.Max(end - 1, 0)];
    }
}
