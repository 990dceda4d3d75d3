using System.Text;

namespace MailCloud.Webmail.Rendering.Text;

/// <summary>Text as HTML. It is the same in an element and in a quoted attribute.</summary>
internal static class Markup
{
    public static string Escape(string text) => new StringBuilder(text.Length + 16).AppendEscaped(text).ToString();

    public static StringBuilder AppendEscaped(this StringBuilder html, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            _ = c switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\'' => html.Append("&#39;"),
                '\n' or '\t' => html.Append(c),
                _ when char.IsControl(c) => html.Append('\uFFFD'),
                _ => html.Append(c),
            };
        return html;
    }
}
