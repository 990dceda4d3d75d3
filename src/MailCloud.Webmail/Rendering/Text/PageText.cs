using System.Buffers;
using System.Text;
using MailCloud.Mail.Search;

namespace MailCloud.Webmail.Rendering.Text;

/// <summary>The text of a page that cannot be shown as one. It is read in one go from front to back, whatever the page is.</summary>
internal static class PageText
{
    private static readonly string[] LineEnds = ["<br", "</p", "</div", "</tr", "</li", "</h", "<hr", "<table", "<blockquote", "<pre"];

    public static string Of(string page)
    {
        var (html, read, text) = (new HtmlText(), new ArrayBufferWriter<char>(), new StringBuilder());
        var written = 0;
        for (var at = 0; at < page.Length; at++)
        {
            if (page[at] != '<' || !EndsLine(page.AsSpan(at)))
                continue;
            html.Write(page.AsSpan(written, at - written), read);
            EndLine(text, read);
            written = at;
        }
        html.Write(page.AsSpan(written), read);
        html.End(read);
        EndLine(text, read);
        return text.ToString();
    }

    private static bool EndsLine(ReadOnlySpan<char> tag)
    {
        foreach (var end in LineEnds)
            if (tag.StartsWith(end, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static void EndLine(StringBuilder text, ArrayBufferWriter<char> read)
    {
        var line = read.WrittenSpan.Trim();
        if (line.Length > 0)
            text.Append(line).Append('\n');
        read.ResetWrittenCount();
    }
}
