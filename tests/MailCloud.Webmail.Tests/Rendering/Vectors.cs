using System.Text.Json;
using System.Text.RegularExpressions;
using MailCloud.Testing;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>Markup that does something in a browser that it must not do in a mail: runs a script, loads something, covers something else.</summary>
/// <param name="Part">Where in a message it would be: <c>text/html</c> unless said otherwise.</param>
internal sealed record Vector(string Id, string Html, string Part = "text/html");

internal static partial class Vectors
{
    /// <summary>What a script does that runs: a dialog, which a browser test sees.</summary>
    private const string Script = "alert(1)";

    public static IEnumerable<Vector> All => Own.Concat(Known).Concat(Literals).Concat(More);

    /// <summary>Remote loads, and shapes of known faults of other webmails.</summary>
    public static IEnumerable<Vector> Own =>
        Read("html/generated/mail-vectors.json")
            .Select(vector => new Vector(
                vector.GetProperty("id").GetString()!,
                vector.GetProperty("html").GetString()!,
                vector.TryGetProperty("part", out var part) ? part.GetString()! : "text/html"
            ));

    /// <summary>The HTML5 Security Cheatsheet.</summary>
    public static IEnumerable<Vector> Known =>
        Read("html/h5sc/h5sc-items.json")
            .Select(item => new Vector($"h5sc-{item.GetProperty("id").GetInt32()}", Filled(item.GetProperty("data").GetString()!)));

    /// <summary>Payloads, and a few expectations, of HtmlSanitizer's tests.</summary>
    public static IEnumerable<Vector> Literals =>
        Read("html/htmlsanitizer/htmlsanitizer-literals.json")
            .Select((literal, i) => new Vector($"literal-{i}", literal.GetProperty("literal").GetString()!));

    /// <summary>What the corpora have not.</summary>
    public static IEnumerable<Vector> More =>
        [
            new("mxss-nested-a-table", "<a><table><td><a href=\"x\"></a><style><a title=\"</style><img src=x onerror=alert(1)>\">"),
            new(
                "mxss-form-form",
                "<form id=x><div></form><form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"
            ),
            new("mxss-template", "<template><s><template><s><img src=x onerror=alert(1)>@shafigullin</s></template></s></template>"),
            new(
                "mxss-svg-foreign",
                "<svg><foreignObject><math><mtext><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"
            ),
            new(
                "mxss-annotation",
                "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>"
            ),
            new("mxss-desc-title", "<svg><desc><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">"),
            new("mxss-listing", "<listing>&lt;img src=1 onerror=alert(1)&gt;</listing>"),
            new("mxss-xmp", "<xmp></xmp><img src=x onerror=alert(1)></xmp>"),
            new("mxss-plaintext", "<div><plaintext></div><img src=x onerror=alert(1)>"),
            new("mxss-comment-bang", "<!--a--!><img src=x onerror=alert(1)>-->"),
            new("mxss-comment-short", "<!--><img src=x onerror=alert(1)>-->"),
            new("mxss-cdata-body", "<![CDATA[><img src=x onerror=alert(1)>]]>"),
            new("mxss-bogus", "<?xml version=\"1.0\"?><img src=x onerror=alert(1)><!doctype html><//img src=x onerror=alert(1)>"),
            new("mxss-nul", "<scr\0ipt>alert(1)</scr\0ipt><img\0src=x\0onerror=alert(1)><img src=x one\0rror=alert(1)>"),
            new("own-class", "<div class=\"mailcloud-note MAILCLOUD-note x\">Your session has ended</div>"),
            new(
                "own-address",
                "<img src=\"/webmail/view/M1/inline/1\"><img src=\"/webmail/image?u=http://leak.test/x&s=AAAA\"><img src=\"/webmail/logout\">"
            ),
            new("own-blocked", "<img data-blocked-src=\"javascript:alert(1)\"><td data-blocked-background=\"x\">"),
            new(
                "relative-link",
                "<a href=\"/webmail/logout\">x</a><a href=\"//leak.test/\">x</a><a href=\"\\\\leak.test\">x</a><a href=\"?a\">x</a>"
            ),
            new(
                "scheme-tabs",
                "<a href=\"java\tscript\n:alert(1)\">x</a><a href=\"\u0001javascript:alert(1)\">x</a><a href=\"javascript&colon;alert(1)\">x</a>"
            ),
            new(
                "scheme-data",
                "<a href=\"data:text/html,<script>alert(1)</script>\">x</a><a href=\"vbscript:x\">x</a><a href=\"blob:x\">x</a><a href=\"file:///etc\">x</a>"
            ),
            new(
                "data-svg",
                "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSkvPg==\"><img src=\"data:image/png,<svg onload=alert(1)>\">"
            ),
            new("style-break", "<style>p{color:red}</style ><img src=x onerror=alert(1)>"),
            new("style-in-style", "<style>p{font-family:\"</style><img src=x onerror=alert(1)>\"}</style>"),
            new(
                "style-escape",
                "<style>p{background:\\75rl(http://leak.test/a)}@\\69mport 'http://leak.test/b';p{back\\67round:url(http://leak.test/c)}</style><p>x"
            ),
            new(
                "style-scope",
                "<style>}html{background:red}{*{color:red}</style><style>.mailcloud-note,body,html>body>p{display:none}</style><p>x"
            ),
            new(
                "style-position",
                "<p style=\"position:fixed;top:0\">x<p style=\"POSITION/**/:/**/sticky\">x<p style=\"pos\\69tion:fixed\">x<style>p{position:fixed}</style>"
            ),
            new("style-vh", "<div style=\"height:100vh;min-height:100dvh;width:100vmin\">x</div>"),
            new("style-content", "<style>p::before{content:'Click'}p::after{content:attr(title)}</style><p title=x>y"),
            new("style-animation", "<style>@keyframes x{}</style><p style=\"animation-name:x\" onanimationstart=alert(1)>y"),
            new(
                "style-unclosed",
                "<p style=\"color:red;background:url(http://leak.test/x\">y<p style=\"font-family:'a;background:url(http://leak.test/y)\">z"
            ),
            new("details", "<details open ontoggle=alert(1)><summary onclick=alert(1)>x</summary></details>"),
            new("popover", "<button popovertarget=x>x</button><div popover id=x onbeforetoggle=alert(1)>y</div>"),
            new("dialog", "<dialog open oncancel=alert(1)>x</dialog><slot onslotchange=alert(1)></slot>"),
            new("autofocus", "<p autofocus tabindex=1 contenteditable onfocus=alert(1) accesskey=x>y</p>"),
            new("marquee", "<marquee onstart=alert(1)>x</marquee><blink>y</blink><isindex action=javascript:alert(1)>"),
            new("frameset", "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>"),
            new(
                "body-events",
                "<body onload=alert(1) onpageshow=alert(1) style=\"background:url(http://leak.test/b)\" background=http://leak.test/c>x"
            ),
            new("image-map", "<img usemap=\"#m\" src=cid:a><map name=m><area shape=default href=javascript:alert(1)></map>"),
            new(
                "srcset-sizes",
                "<img sizes=\"(min-width:1px) 1px\" srcset=\"http://leak.test/1 1w,//leak.test/2 2w\" loading=eager crossorigin>"
            ),
            new("link-target", "<a href=\"https://example.com/\" target=_top rel=opener ping=\"http://leak.test/\" download=x>x</a>"),
            new("xlink", "<a xlink:href=\"javascript:alert(1)\" xml:base=\"javascript:alert(1)\">x</a>"),
            new("is-attribute", "<p is=x-y style=color:red slot=s part=p exportparts=e nonce=n itemid=javascript:alert(1)>z"),
            new(
                "speculation",
                "<script type=speculationrules>{\"prefetch\":[{\"urls\":[\"http://leak.test/\"]}]}</script><link rel=expect href=#x blocking=render>"
            ),
            new("fenced", "<fencedframe></fencedframe><portal src=http://leak.test/></portal><permission type=camera></permission>"),
        ];

    /// <summary>The cheatsheet's placeholders become scripts and addresses.</summary>
    private static string Filled(string data) =>
        Placeholder()
            .Replace(
                data,
                match =>
                    match.Value.Contains("uri", StringComparison.Ordinal) ? $"javascript:{Script}"
                    : match.Value.Contains("path", StringComparison.Ordinal) ? "http://leak.test/path"
                    : Script
            );

    private static IReadOnlyList<JsonElement> Read(string name)
    {
        using var document = JsonDocument.Parse(Corpora.File(name).Read());
        return [.. document.RootElement.EnumerateArray().Select(element => element.Clone())];
    }

    [GeneratedRegex("%[a-z]+_[a-z0-9_]+%", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
