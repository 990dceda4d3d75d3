using System.Text;

namespace MailCloud.Webmail.Rendering.Text;

/// <summary>
/// Plain text as HTML: escaped, with links, and with its quotes as blocks that can be folded. The long quote that ends most answers, which the reader has seen, is folded already.
/// </summary>
internal static class TextPage
{
    /// <summary>A quote of fewer lines is not worth folding.</summary>
    private const int FoldedLines = 3;

    public static string Write(IEnumerable<QuotedLine> lines)
    {
        var all = lines.ToList();
        while (all.Count > 0 && all[^1] is { Depth: 0, Text: var text } && string.IsNullOrWhiteSpace(text))
            all.RemoveAt(all.Count - 1);
        var html = new StringBuilder();
        WriteRange(html, all, 0, all.Count, depth: 0);
        return html.ToString();
    }

    /// <summary>Writes the lines of a range, all of which are quoted this deep or deeper.</summary>
    private static void WriteRange(StringBuilder html, List<QuotedLine> lines, int start, int end, int depth)
    {
        for (var at = start; at < end; )
        {
            var next = at;
            if (lines[at].Depth > depth)
            {
                while (next < end && lines[next].Depth > depth)
                    next++;
                WriteQuote(html, lines, at, next, depth + 1);
            }
            else
            {
                while (next < end && lines[next].Depth == depth)
                    next++;
                html.Append("<div>");
                for (var line = at; line < next; line++)
                    html.AppendLinked(lines[line].Text).Append('\n');
                html.Append("</div>");
            }
            at = next;
        }
    }

    private static void WriteQuote(StringBuilder html, List<QuotedLine> lines, int start, int end, int depth)
    {
        var isFolded = depth == 1 && start > 0 && end == lines.Count && end - start >= FoldedLines;
        html.Append(isFolded ? "<details>" : "<details open>").Append("<summary>\u2022\u2022\u2022</summary><blockquote>");
        WriteRange(html, lines, start, end, depth);
        html.Append("</blockquote></details>");
    }
}
