using System.Globalization;
using System.Text;

namespace MailCloud.Webmail.Rendering;

/// <summary>
/// The document of the frame that shows a message. It is ours up to the point where the message is put in, whole and last; nothing is replaced in it afterwards.
/// </summary>
internal static class FrameDocument
{
    private const string Style = """
        html{color-scheme:light}
        body{margin:0;padding:12px 16px;font:14px/1.5 system-ui,sans-serif;background:#fff;color:#1f2328;overflow-wrap:anywhere}
        img{max-width:100%}
        .mailcloud-text{white-space:pre-wrap;unicode-bidi:plaintext}
        .mailcloud-text blockquote{margin:0;padding-inline-start:10px;border-inline-start:2px solid #8c959f;color:#57606a}
        .mailcloud-text summary{width:2.5em;text-align:center;cursor:pointer;list-style:none;line-height:1;border-radius:6px;background:rgba(128,128,128,.15);color:inherit}
        .mailcloud-message{margin:12px 0;padding:12px;border:1px solid #8c959f;border-radius:6px}
        .mailcloud-header{display:grid;grid-template-columns:auto 1fr;gap:2px 10px;margin:0 0 12px}
        .mailcloud-header dt{color:#57606a}.mailcloud-header dd{margin:0}
        .mailcloud-note{margin:0 0 12px;padding:8px 12px;border-radius:6px;background:rgba(191,135,0,.15)}
        .mailcloud-picture img{max-width:100%;height:auto}
        img[data-blocked-src]{outline:1px dashed #8c959f;outline-offset:-1px;min-width:16px;min-height:16px}
        """;

    /// <summary>
    /// Pages are made for white paper. To invert one makes its paper dark and its text light; to turn all hues by half a circle brings the colours back, so that a red warning
    /// is red. Pictures are then inverted once more, which gives them as they were. A page that is dark already stays as it is. The body has the colours of the card around the
    /// frame (<c>--surface</c> and <c>--text</c> of the page's dark theme), and shows through a page without a paper of its own, so that no frame is seen.
    /// </summary>
    private const string DarkStyle = """
        html{color-scheme:dark}
        body{background:#1a1d24;color:#e7eaf0}
        a{color:#6cb6ff}
        .mailcloud-page:not(.mailcloud-dark){background:transparent;color:#000;color-scheme:light;filter:invert(.9) hue-rotate(180deg)}
        .mailcloud-page:not(.mailcloud-dark) a{color:#0000ee}
        .mailcloud-page:not(.mailcloud-dark) img,.mailcloud-page:not(.mailcloud-dark) [background]{filter:invert(1) hue-rotate(180deg)}
        .mailcloud-text blockquote,.mailcloud-header dt{color:#9da7b1}
        """;

    public static string Write(RenderedMessage message, bool isDark)
    {
        var html = new StringBuilder(message.Body.Length + message.Style.Length + 4096);
        html.Append("<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><title></title>")
            .Append(CultureInfo.InvariantCulture, $"<meta name=\"blocked-images\" content=\"{message.BlockedImages}\"><style>")
            .Append(Style)
            .Append(isDark ? DarkStyle : "")
            .Append("</style><style>")
            .Append(message.Style)
            .Append("</style></head><body>");
        foreach (var note in message.Notes)
            html.Append("<p class=\"mailcloud-note\" data-note=\"")
                .Append(note)
                .Append("\">")
                .Append(ViewNotes.TextOf(note))
                .Append("</p>");
        return html.Append(message.Body).Append("</body></html>").ToString();
    }
}
