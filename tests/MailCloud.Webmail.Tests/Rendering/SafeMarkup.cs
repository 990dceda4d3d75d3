using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>
/// What may be in a message's frame, said once more and in other words than the sanitiser says it: every element, attribute, address and style of markup is looked at, as a browser
/// parses it.
/// </summary>
internal static partial class SafeMarkup
{
    private const string Elements =
        " a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div dl dt em figcaption figure font footer"
        + " h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th"
        + " thead time tr tt u ul var wbr ";

    private const string Attributes =
        " abbr align alt background bgcolor border cellpadding cellspacing class clear color colspan compact data-blocked-background data-blocked-src datetime dir face height href"
        + " hspace lang noshade nowrap open rel reversed rowspan rules scope size span src start style summary target title type valign value vspace width ";

    /// <summary>Everything in the markup that may not be there.</summary>
    /// <param name="allowsOwn">Whether the markup is a whole frame, in which our own classes and names are.</param>
    public static IReadOnlyList<string> Violations(string markup, bool allowsOwn = false)
    {
        var body = Parse(markup);
        return
        [
            .. body.QuerySelectorAll("*").SelectMany(element => Violations(element, allowsOwn)),
            .. body.Descendants<IComment>().Select(_ => "a comment"),
            .. body.Descendants<IProcessingInstruction>().Select(_ => "a processing instruction"),
        ];
    }

    /// <summary>Everything in a style sheet that may not be there.</summary>
    public static IReadOnlyList<string> StyleViolations(string css) =>
        [.. Forbidden().Matches(css).Select(match => $"style: {match.Value}")];

    /// <summary>Markup, parsed and written again.</summary>
    public static string ReadBack(string markup) => Parse(markup).ChildNodes.ToHtml(Ganss.Xss.HtmlFormatter.Instance);

    /// <summary>The markup's text as people see it.</summary>
    public static string Text(string markup) => Parse(markup).TextContent;

    /// <summary>What is in a frame's body.</summary>
    public static string BodyOf(string document) =>
        document[
            (document.IndexOf("<body>", StringComparison.Ordinal) + "<body>".Length)..document.LastIndexOf(
                "</body>",
                StringComparison.Ordinal
            )
        ];

    public static IElement Parse(string markup)
    {
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = false }, BrowsingContext.New(Configuration.Default));
        return parser.ParseDocument("<!doctype html><html><body>" + markup).Body!;
    }

    private static IEnumerable<string> Violations(IElement element, bool allowsOwn)
    {
        if (element.NamespaceUri != NamespaceNames.HtmlUri || !Contains(Elements, element.LocalName))
            yield return $"<{element.NamespaceUri}:{element.LocalName}>";
        foreach (var attribute in element.Attributes)
        {
            if (!Contains(Attributes, attribute.Name) && !(allowsOwn && attribute.Name is "data-note" or "data-name"))
                yield return $"{element.LocalName}[{attribute.Name}]";
            else if (!IsAllowed(element, attribute, allowsOwn))
                yield return $"{element.LocalName}[{attribute.Name}={attribute.Value}]";
        }
        if (element.LocalName is "a" && element.HasAttribute("href") && element.GetAttribute("target") != "_blank")
            yield return "a link that does not open elsewhere";
    }

    private static bool IsAllowed(IElement element, IAttr attribute, bool allowsOwn) =>
        attribute.Name switch
        {
            "href" => element.LocalName is "a"
                && (
                    Link().IsMatch(attribute.Value) || (allowsOwn && attribute.Value.StartsWith("/webmail/view/", StringComparison.Ordinal))
                ),
            "src" => element.LocalName is "img" && Picture().IsMatch(attribute.Value),
            "background" => Picture().IsMatch(attribute.Value),
            "style" => StyleViolations(attribute.Value).Count == 0 && !attribute.Value.Contains('{', StringComparison.Ordinal),
            "target" => attribute.Value is "_blank",
            "rel" => attribute.Value is "noopener noreferrer nofollow",
            "class" => allowsOwn || !attribute.Value.Contains("mailcloud-", StringComparison.OrdinalIgnoreCase),
            _ => true,
        };

    private static bool Contains(string list, string word) => list.Contains($" {word} ", StringComparison.Ordinal);

    [GeneratedRegex(@"^(https?:|mailto:|tel:)[^\t\r\n]*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(
        @"^(/webmail/view/M\d+/inline/[\d.]+|/webmail/image\?u=[^&]+&s=[\w-]+|data:image/(png|jpe?g|gif|webp|avif|bmp);base64,[\w+/=]*)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Picture();

    [GeneratedRegex(
        @"url\s*\(|image-set|expression|javascript|@import|@font-face|@namespace|@charset|\\|<|/\*|position\s*:|content\s*:|cursor\s*:|behaviou?r|-moz-binding|animation|transition|filter|transform|z-index|\d+[dsl]?v(h|min|max|b)\b|attr\s*\(|var\s*\(|element\s*\(",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Forbidden();
}
