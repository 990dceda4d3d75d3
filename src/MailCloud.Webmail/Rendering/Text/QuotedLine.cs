namespace MailCloud.Webmail.Rendering.Text;

/// <summary>A line of text, or a paragraph that was several, and how deep it is quoted.</summary>
internal readonly record struct QuotedLine(int Depth, string Text)
{
    /// <summary>The lines of a text. A quote is what begins with <c>&gt;</c>; blanks between these are allowed, as some write them.</summary>
    public static IEnumerable<QuotedLine> Of(string text)
    {
        foreach (var line in Lines(text))
        {
            var (depth, at) = (0, 0);
            while (at < line.Length && (line[at] == '>' || (line[at] == ' ' && depth > 0 && at + 1 < line.Length && line[at + 1] == '>')))
                depth += line[at++] == '>' ? 1 : 0;
            if (depth > 0 && at < line.Length && line[at] == ' ')
                at++;
            yield return new QuotedLine(Math.Min(depth, RenderLimits.QuoteDepth), line[at..]);
        }
    }

    /// <summary>The paragraphs of a text with format=flowed (RFC 3676 §4): a line that ends in a blank goes on in the next one.</summary>
    /// <param name="deletesSpace">The parameter DelSp: that blank is none of the text's.</param>
    public static IEnumerable<QuotedLine> OfFlowed(string text, bool deletesSpace)
    {
        (int Depth, System.Text.StringBuilder Text)? open = null;
        foreach (var line in Lines(text))
        {
            var depth = line.Length - line.TrimStart('>').Length;
            var content = line[depth..];
            // Space-stuffing (§4.4) protects what looks like something else.
            if (content.StartsWith(' '))
                content = content[1..];
            var isSignature = content is "-- ";
            if (open is var (quoted, begun) && (quoted != depth || isSignature))
            {
                yield return Finished(quoted, begun.ToString());
                open = null;
            }
            var isFlowed = content.EndsWith(' ') && !isSignature;
            var paragraph = open?.Text ?? new System.Text.StringBuilder();
            paragraph.Append(isFlowed && deletesSpace ? content[..^1] : content);
            if (isFlowed)
            {
                open = (depth, paragraph);
                continue;
            }
            open = null;
            yield return Finished(depth, paragraph.ToString());
        }
        if (open is var (last, rest))
            yield return Finished(last, rest.ToString());
    }

    private static QuotedLine Finished(int depth, string text) => new(Math.Min(depth, RenderLimits.QuoteDepth), text);

    private static IEnumerable<string> Lines(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = text.AsSpan(at).IndexOfAny('\r', '\n');
            if (end < 0)
            {
                yield return text[at..];
                yield break;
            }
            yield return text.Substring(at, end);
            at += end;
            at += text.AsSpan(at).StartsWith("\r\n") ? 2 : 1;
        }
    }
}
