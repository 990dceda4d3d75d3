using System.Text;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Messages;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>Which texts of messages are wanted, and how much of each (RFC 8621 §4.2).</summary>
/// <param name="MaxOctets">Of each text in UTF-8; 0: all.</param>
internal sealed record BodyValues(bool OfText, bool OfHtml, bool OfAll, int MaxOctets)
{
    /// <summary>Octets of texts, as they are in the messages, that one call may ask for: all of them are in memory together.</summary>
    private const long MaxRead = 64L * 1024 * 1024;

    /// <summary>So many octets of a message may make one octet of UTF-8, in any charset and encoding but for line ends.</summary>
    private const int Expansion = 6;

    /// <summary>More of a text is read than is shown.</summary>
    private const int Margin = 4 * 1024;

    private long left = MaxRead;

    /// <summary>The most octets of texts that one call has in memory.</summary>
    public long MaxHeld => Any ? MaxRead : 0;

    public bool Any => OfText || OfHtml || OfAll;

    /// <summary>The parts whose text is wanted.</summary>
    public IReadOnlyCollection<NumberedPart> Of(NumberedPart root, BodyLists lists)
    {
        var parts = new List<NumberedPart>();
        if (OfAll)
            parts.AddRange(root.All());
        if (OfText)
            parts.AddRange(lists.Text);
        if (OfHtml)
            parts.AddRange(lists.Html);
        return [.. parts.Where(part => part.IsText).DistinctBy(part => part.Id, StringComparer.Ordinal)];
    }

    /// <summary>What has to be read of a part.</summary>
    /// <exception cref="MethodException">The call asks for more text than there is room for.</exception>
    public ByteRange RangeOf(NumberedPart part)
    {
        var range = MaxOctets == 0 ? part.Part.Body : Beginning(part.Part.Body);
        left -= range.Length;
        return left >= 0
            ? range
            : throw MethodException.RequestTooLarge($"The texts have more than {MaxRead} octets; ask for fewer, or set maxBodyValueBytes.");
    }

    /// <summary><c>EmailBodyValue</c> (RFC 8621 §4.1.4).</summary>
    /// <param name="octets">What <see cref="RangeOf"/> names; nothing, if the message is gone.</param>
    public JsonNode ToJson(NumberedPart part, ReadOnlySpan<byte> octets)
    {
        var isCut = octets.Length < part.Part.Body.Length;
        var text = PartText.Decode(part.Part, octets, isCut, out var isDamaged).Replace("\r\n", "\n", StringComparison.Ordinal);
        var shown = MaxOctets == 0 ? text : text[..LengthIn(text, MaxOctets, part.MediaType is "text/html")];
        return new JsonObject
        {
            ["value"] = shown,
            ["isEncodingProblem"] = isDamaged,
            ["isTruncated"] = isCut || shown.Length < text.Length,
        };
    }

    /// <summary>How much of a text has so many octets at most in UTF-8. No letter is cut, and no tag.</summary>
    public static int LengthIn(string text, int maxOctets, bool isHtml)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxOctets)
            return text.Length;
        var (length, octets) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            octets += rune.Utf8SequenceLength;
            if (octets > maxOctets)
                break;
            length += rune.Utf16SequenceLength;
        }
        var shown = text.AsSpan(0, length);
        return isHtml && shown.LastIndexOf('<') is >= 0 and var tag && tag > shown.LastIndexOf('>') ? tag : length;
    }

    private ByteRange Beginning(ByteRange body) => body with { Length = Math.Min(body.Length, (long)MaxOctets * Expansion + Margin) };
}
