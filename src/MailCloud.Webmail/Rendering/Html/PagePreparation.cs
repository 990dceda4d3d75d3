using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>
/// Our part in sanitising: styles, links and pictures, which HtmlSanitizer leaves to its user. Before it runs, styles are read and taken out, links and pictures get the addresses
/// that they may have; after it, and before anything is written, the harmless styles go to the elements that are still there.
/// </summary>
internal sealed class PagePreparation
{
    private readonly PictureAddresses pictures;
    private readonly string scope;
    private readonly HashSet<string>? ownAddresses;
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private readonly Dictionary<IElement, string> styles = [];
    private readonly StyleFilter filter = new();
    private readonly StringBuilder sheet = new();
    private int blocked;

    public PagePreparation(PictureAddresses pictures, string scope)
        : this(pictures, scope, ownAddresses: null) { }

    private PagePreparation(PictureAddresses pictures, string scope, HashSet<string>? ownAddresses) =>
        (this.pictures, this.scope, this.ownAddresses) = (pictures, scope, ownAddresses);

    public string Style => sheet.ToString();

    /// <summary>Pictures of other servers that are not shown.</summary>
    public int BlockedImages => blocked + filter.Pictures;

    public bool IsDark { get; private set; }

    /// <summary>For what this has prepared already: the addresses that it gave to pictures are known, and nothing else of ours is.</summary>
    public PagePreparation Again() => new(pictures, scope, given);

    public void Prepare(IHtmlElement body)
    {
        IsDark = PageColors.IsDark(body);
        PrepareBody(body);
        foreach (var (node, _) in MarkupParser.Below(body))
        {
            if (node is not IElement element)
                continue;
            if (element is IHtmlStyleElement && sheet.Length < RenderLimits.StyleSheets)
                sheet.Append(filter.Sheet(element.TextContent, scope));
            PrepareStyle(element);
            PrepareLink(element);
            if (ownAddresses is null)
            {
                element.RemoveAttribute(HtmlRules.BlockedSource);
                element.RemoveAttribute(HtmlRules.BlockedBackground);
            }
            PreparePicture(element, "src", HtmlRules.BlockedSource);
            PreparePicture(element, "background", HtmlRules.BlockedBackground);
        }
    }

    /// <summary>The last look at every element before it is written.</summary>
    public void Complete(IHtmlElement body)
    {
        foreach (var (node, _) in MarkupParser.Below(body))
        {
            if (node is not IElement element)
                continue;
            if (styles.TryGetValue(element, out var style))
                element.SetAttribute("style", style);
            if (element.HasAttribute("class"))
                CompleteClasses(element);
            if (element.LocalName is "a" && element.HasAttribute("href"))
            {
                element.SetAttribute("target", "_blank");
                element.SetAttribute("rel", "noopener noreferrer nofollow");
            }
        }
    }

    /// <summary>The page's colours and direction are those of the element that it will be in.</summary>
    private void PrepareBody(IHtmlElement body)
    {
        var style = new StringBuilder(filter.Declarations(body.GetAttribute("style") ?? ""));
        foreach (var (attribute, property) in new[] { ("bgcolor", "background-color"), ("text", "color"), ("dir", "direction") })
            if (body.GetAttribute(attribute) is { Length: > 0 } value && filter.Declarations($"{property}:{value}") is { Length: > 0 } kept)
                style.Append(style.Length == 0 ? "" : ";").Append(kept);
        if (style.Length > 0)
            sheet.Append('.').Append(scope).Append('{').Append(style).Append('}');
    }

    private void PrepareStyle(IElement element)
    {
        if (element.GetAttribute("style") is not { } style)
            return;
        element.RemoveAttribute("style");
        if (filter.Declarations(style) is { Length: > 0 } kept)
            styles[element] = kept;
    }

    private static void PrepareLink(IElement element)
    {
        if (element.GetAttribute("href") is not { } href)
            return;
        if (element.LocalName is "a" && LinkAddress.Clean(href) is { } address)
            element.SetAttribute("href", address);
        else
            element.RemoveAttribute("href");
    }

    private void PreparePicture(IElement element, string attribute, string blockedAttribute)
    {
        if (element.GetAttribute(attribute) is not { } source)
            return;
        element.RemoveAttribute(attribute);
        if (ownAddresses?.Contains(source) is true)
        {
            element.SetAttribute(attribute, source);
            return;
        }
        // Only img has a source that is a picture: all else that has one is refused.
        if (attribute is "src" && element is not IHtmlImageElement)
            return;
        switch (pictures.Of(source))
        {
            case { Address: { } address }:
                given.Add(address);
                element.SetAttribute(attribute, address);
                break;
            case { Blocked: { } remote }:
                blocked++;
                element.SetAttribute(blockedAttribute, remote);
                break;
        }
    }

    private static void CompleteClasses(IElement element)
    {
        foreach (
            var name in element.ClassList.Where(name => name.StartsWith(HtmlRules.OwnClass, StringComparison.OrdinalIgnoreCase)).ToList()
        )
            element.ClassList.Remove(name);
    }
}
