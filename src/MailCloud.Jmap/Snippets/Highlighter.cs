using System.Buffers;
using System.Text;
using MailCloud.Mail.Search;

namespace MailCloud.Jmap.Snippets;

/// <summary>
/// Finds words in a text as a search does, whatever their case (<see cref="UnicodeCasemap"/>), and shows them in <c>&lt;mark&gt;</c>. Nothing else in what it gives is
/// markup: all of the text is escaped.
/// </summary>
internal sealed class Highlighter
{
    private const string Open = "<mark>";
    private const string Close = "</mark>";
    private const string Cut = "…";

    private readonly List<byte[]> words;

    public Highlighter(IEnumerable<string> words) =>
        this.words = [
            .. words.Select(word => UnicodeCasemap.Fold(word)).Where(word => word.Length > 0).OrderByDescending(word => word.Length),
        ];

    /// <summary>The whole text with the words marked; null: none is in it.</summary>
    public string? Mark(string text) => Find(text) is { Count: > 0 } found ? Write(text, 0, text.Length, found) : null;

    /// <summary>The part of the text around the first word, with words marked; null: none is in it.</summary>
    /// <param name="maxOctets">Of what is given in UTF-8, marks and all.</param>
    public string? Excerpt(string text, int maxOctets)
    {
        if (Find(text) is not [var first, ..] found)
            return null;
        // Half of what there is room for stands before the word; what escaping takes is found out by trying.
        for (var room = maxOctets; room > 0; room -= 8)
        {
            var start = WordStart(text, Math.Max(0, first.Start - room / 3), first.Start);
            var end = Math.Min(text.Length, start + room);
            if (end < text.Length && char.IsLowSurrogate(text[end]))
                end--;
            var excerpt = (start > 0 ? Cut : "") + Write(text, start, end, found) + (end < text.Length ? Cut : "");
            if (Encoding.UTF8.GetByteCount(excerpt) <= maxOctets)
                return excerpt;
        }
        return null;
    }

    /// <summary>An excerpt begins behind a blank, if there is one before the word.</summary>
    private static int WordStart(string text, int from, int word)
    {
        if (from == 0)
            return 0;
        var blank = text.IndexOf(' ', from, word - from);
        var start = blank < 0 ? from : blank + 1;
        return char.IsLowSurrogate(text[start]) ? start + 1 : start;
    }

    private static string Write(string text, int start, int end, List<(int Start, int End)> found)
    {
        var written = new StringBuilder();
        foreach (var (from, to) in found)
        {
            if (from < start || to > end)
                continue;
            written.Append(Escape(text[start..from])).Append(Open).Append(Escape(text[from..to])).Append(Close);
            start = to;
        }
        return written.Append(Escape(text[start..end])).ToString();
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>Where the words are, from the first to the last, none within another.</summary>
    private List<(int Start, int End)> Find(string text)
    {
        var folded = new ArrayBufferWriter<byte>(text.Length + 16);
        // What letter each folded octet is of.
        var letters = new List<int>(text.Length + 16);
        for (var i = 0; i < text.Length; )
        {
            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            UnicodeCasemap.Fold(text.AsSpan(i, length), folded);
            while (letters.Count < folded.WrittenCount)
                letters.Add(i);
            i += length;
        }
        letters.Add(text.Length);

        var found = new List<(int Start, int End)>();
        for (var place = 0; place < folded.WrittenCount; )
        {
            var rest = folded.WrittenSpan[place..];
            var (next, length) = (-1, 0);
            foreach (var word in words)
                if (rest.IndexOf(word) is >= 0 and var at && (next < 0 || at < next))
                    (next, length) = (at, word.Length);
            if (next < 0)
                break;
            var end = place + next + length;
            found.Add((letters[place + next], EndOf(letters, end)));
            place = end;
        }
        return found;
    }

    /// <summary>A word may end within a letter that is folded into several: then it ends with the letter.</summary>
    private static int EndOf(List<int> letters, int end)
    {
        var last = letters[end - 1];
        while (end < letters.Count && letters[end] == last)
            end++;
        return letters[Math.Min(end, letters.Count - 1)];
    }
}
