using System.Collections.Frozen;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>
/// What of a stranger's HTML is shown. Everything is refused that is not named here: there are no scripts, no frames, no form controls, no other namespaces, nothing that
/// loads by itself but pictures, and no names (<c>id</c>, <c>name</c>) by which a page's own objects could be shadowed.
/// </summary>
internal static class HtmlRules
{
    /// <summary>Goes up with each change of what the sanitiser lets through or how it writes it: what is kept of another version is made anew.</summary>
    public const int Version = 1;

    /// <summary>Classes that begin so are the frame's own.</summary>
    public const string OwnClass = "mailcloud-";

    /// <summary>Holds the address of a picture that is not loaded.</summary>
    public const string BlockedSource = "data-blocked-src";

    /// <summary>Holds the address of a background that is not loaded.</summary>
    public const string BlockedBackground = "data-blocked-background";

    public static FrozenSet<string> Elements { get; } =
        Words(
            """
            a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div dl dt em figcaption
            figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu nav ol p pre q rp rt ruby s samp section small span strike strong sub
            summary sup table tbody td tfoot th thead time tr tt u ul var wbr
            """
        );

    public static FrozenSet<string> Attributes { get; } =
        Words(
            """
            abbr align alt background bgcolor border cellpadding cellspacing class clear color colspan compact datetime dir face height href hspace lang noshade nowrap
            open reversed rowspan rules scope size span src start style summary title type valign value vspace width
            """ + $" {BlockedSource} {BlockedBackground}"
        );

    /// <summary>Elements that go with all that is in them, since it is no text for people. Of all others that are refused, what is inside stays.</summary>
    public static FrozenSet<string> Hidden { get; } =
        Words(
            """
            applet audio base basefont bgsound canvas datalist embed frame frameset head iframe input keygen link meta noembed noframes object optgroup option param
            progress script select source style template textarea title track video xml
            """
        );

    public static FrozenSet<string> LinkSchemes { get; } = Words("http https mailto tel");

    private static FrozenSet<string> Words(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
