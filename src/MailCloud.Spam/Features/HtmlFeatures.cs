using System.Text;
using MailCloud.Mail.Search;
using MimeKit.Text;

namespace MailCloud.Spam.Features;

/// <summary>What HTML shows and what it hides: it gives the text that people see, its links, and how it paints them.</summary>
internal static class HtmlFeatures
{
    /// <summary>Tokens of markup that are looked at.</summary>
    private const int MaxTokens = 20_000;

    private static readonly string[] HidingStyles = ["display:none", "font-size:0", "visibility:hidden", "font-size:1px", "mso-hide:all"];

    /// <summary>Tells the facts, and gives the text.</summary>
    public static string Extract(string markup, LinkFeatures links, IFeatureSink sink)
    {
        var tokenizer = new HtmlTokenizer(new StringReader(markup)) { DecodeCharacterReferences = true };
        var text = new StringBuilder();
        int unseen = 0,
            tokens = 0;
        var hasPictures = false;
        string? href = null;
        var linkText = 0;
        while (tokens++ < MaxTokens && tokenizer.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken { IsEndTag: true } end:
                    unseen -= IsUnseen(end.Id) && unseen > 0 ? 1 : 0;
                    if (end.Id == HtmlTagId.A && href is not null)
                        links.CompareText(href, text.ToString(linkText, text.Length - linkText));
                    href = end.Id == HtmlTagId.A ? null : href;
                    break;
                case HtmlTagToken tag:
                    hasPictures |= tag.Id == HtmlTagId.Image;
                    unseen += IsUnseen(tag.Id) && !tag.IsEmptyElement ? 1 : 0;
                    if (AddAttributes(tag, links, sink) is { } target && tag.Id == HtmlTagId.A)
                        (href, linkText) = (target, text.Length);
                    if (!HtmlText.IsInline(tag.Name.ToLowerInvariant()))
                        text.Append(' ');
                    break;
                case HtmlDataToken { Kind: HtmlTokenKind.Data } data when unseen == 0:
                    text.Append(data.Data);
                    break;
            }
        }
        if (hasPictures && text.Length < 200)
            sink.Add(FeatureSource.Structure, "pictures with little text");
        return text.ToString();
    }

    /// <summary>The link's target; null: the element has none.</summary>
    private static string? AddAttributes(HtmlTagToken tag, LinkFeatures links, IFeatureSink sink)
    {
        string? target = null;
        foreach (var attribute in tag.Attributes)
        {
            if (attribute.Value is not { } value)
                continue;
            switch (attribute.Id)
            {
                case HtmlAttributeId.Href or HtmlAttributeId.Action:
                    links.Add(value);
                    target = value;
                    break;
                case HtmlAttributeId.Src or HtmlAttributeId.Background:
                    links.Add(value);
                    break;
                case HtmlAttributeId.Style when Hides(value):
                    sink.Add(FeatureSource.Structure, "hidden text");
                    break;
                case HtmlAttributeId.Color or HtmlAttributeId.BGColor when value.Length <= 20:
                    sink.Add(FeatureSource.Markup, $"colour {value.ToLowerInvariant()}");
                    break;
            }
        }
        return target;
    }

    private static bool Hides(string style)
    {
        var plain = style.Replace(" ", "", StringComparison.Ordinal);
        return HidingStyles.Any(hiding => plain.Contains(hiding, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsUnseen(HtmlTagId tag) => tag is HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title;
}
