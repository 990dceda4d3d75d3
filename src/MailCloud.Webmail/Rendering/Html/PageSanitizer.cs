using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>
/// Makes a stranger's page safe to show: HtmlSanitizer with our rules (<see cref="HtmlRules"/>). What comes out is not touched any more by anybody. It is also stable: a
/// browser that parses it has the same elements as were looked at here, since the sanitiser runs again until its own output reads back as it was written (mutation XSS lives on
/// what does not).
/// </summary>
/// <param name="scope">The class of the element that the page will be in.</param>
internal sealed class PageSanitizer(PictureAddresses pictures, string scope, RenderTime time)
{
    /// <summary>Null: the page is too large, too deep, or never stable. It can be shown as text.</summary>
    public SanitizedPage? Sanitize(string html)
    {
        var preparation = new PagePreparation(pictures, scope);
        if (Pass(html, preparation) is not { } markup)
            return null;
        for (var pass = 1; pass < RenderLimits.Passes; pass++)
        {
            if (ReadBack(markup) is { } read && string.Equals(read, markup, StringComparison.Ordinal))
                return new SanitizedPage(markup, preparation.Style, preparation.BlockedImages, preparation.IsDark);
            if (Pass(markup, preparation.Again()) is not { } next)
                return null;
            markup = next;
        }
        return null;
    }

    private string? Pass(string html, PagePreparation preparation)
    {
        if (time.IsOver)
            return null;
        using var document = MarkupParser.Parse(html, time);
        if (document?.Body is not { } body)
            return null;
        preparation.Prepare(body);
        var sanitizer = new HtmlSanitizer(Options) { KeepChildNodes = true };
        sanitizer.RemovingTag += (_, removing) =>
        {
            if (IsHidden(removing.Tag))
            {
                removing.Tag.Remove();
                removing.Cancel = true;
            }
        };
        sanitizer.PostProcessDom += (_, processing) => preparation.Complete(processing.Document.Body!);
        sanitizer.SanitizeDom(document, body);
        return Write(body);
    }

    /// <summary>How a parser understands markup, written as markup. Null: it passes a limit.</summary>
    private string? ReadBack(string markup)
    {
        using var document = MarkupParser.Parse(markup, time);
        return document?.Body is { } body ? Write(body) : null;
    }

    private static string Write(IHtmlElement body) => body.ChildNodes.ToHtml(HtmlFormatter.Instance);

    private static bool IsHidden(IElement element) =>
        !string.Equals(element.NamespaceUri, NamespaceNames.HtmlUri, StringComparison.Ordinal)
        || HtmlRules.Hidden.Contains(element.LocalName);

    private static HtmlSanitizerOptions Options { get; } =
        new()
        {
            AllowedTags = HtmlRules.Elements.ToHashSet(StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = HtmlRules.Attributes.ToHashSet(StringComparer.OrdinalIgnoreCase),
            // Addresses that PagePreparation left are absolute with one of these, or our own and relative.
            AllowedSchemes = HtmlRules.LinkSchemes.Append("data").ToHashSet(StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "src", "background" },
            AllowedCssProperties = new HashSet<string>(StringComparer.OrdinalIgnoreCase),
            AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
        };
}
