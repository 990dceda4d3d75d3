using System.Buffers;
using System.Text;
using MailCloud.Mail.Search;

namespace MailCloud.Mail.Messages;

/// <summary>
/// Collects the beginning of the message's text while it is scanned and makes the preview of it (RFC 8970): of the first plain text, or
/// of the first HTML when there is no plain text with anything in it.
/// </summary>
internal sealed class Preview
{
    /// <summary>How much of a part is kept, as encoded. HTML often begins with kilobytes of style.</summary>
    private const int PlainBytes = 2 * 1024;
    private const int HtmlBytes = 16 * 1024;

    private Excerpt? plain;
    private Excerpt? html;
    private Excerpt? current;

    /// <summary>The part's body begins.</summary>
    public void Begin(BodyPart part)
    {
        current = part switch
        {
            { Type: not "text" } or { Disposition.Type: "attachment" } => null,
            { Subtype: "html" } when html is null => html = new Excerpt(part, HtmlBytes),
            { Subtype: "plain" } when plain is null => plain = new Excerpt(part, PlainBytes),
            _ => null,
        };
    }

    public void Write(ReadOnlySpan<byte> bytes) => current?.Write(bytes);

    public void End() => current = null;

    public string ToText()
    {
        var text = plain is null ? "" : Shorten(plain.Decode());
        return text.Length > 0 || html is null ? text : Shorten(WithoutTags(html.Decode()));
    }

    /// <summary>The beginning of the text with each run of blanks and line ends made one space.</summary>
    private static string Shorten(string text)
    {
        var kept = new StringBuilder(SummaryLimits.PreviewLength);
        var blank = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune.Value is 0xFEFF or 0x200B or 0x034F)
            {
                blank = true;
                continue;
            }
            var separator = blank && kept.Length > 0 ? 1 : 0;
            if (kept.Length + separator + rune.Utf16SequenceLength > SummaryLimits.PreviewLength)
                break;
            if (separator > 0)
                kept.Append(' ');
            kept.Append(rune);
            blank = false;
        }
        return kept.ToString();
    }

    private static string WithoutTags(string markup)
    {
        var text = new ArrayBufferWriter<char>();
        var page = new HtmlText();
        page.Write(markup, text);
        page.End(text);
        return new string(text.WrittenSpan);
    }

    private sealed class Excerpt(BodyPart part, int limit)
    {
        private readonly ArrayBufferWriter<byte> bytes = new();

        public void Write(ReadOnlySpan<byte> more) => bytes.Write(more[..Math.Min(more.Length, limit - bytes.WrittenCount)]);

        public string Decode() => PartText.Decode(part, bytes.WrittenSpan, isCut: bytes.WrittenCount == limit);
    }
}
