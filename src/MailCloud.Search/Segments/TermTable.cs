using MailCloud.Search.Tokens;

namespace MailCloud.Search.Segments;

/// <summary>
/// The terms of a segment, in memory: one stretch of octets in which terms are looked for as in a text, with <see cref="Terms.Separator"/> before and after each.
/// </summary>
internal sealed class TermTable
{
    private readonly byte[] content;
    private readonly int textLength;
    private readonly int[] starts;
    private readonly int[] listEnds;

    /// <param name="content">The terms' block.</param>
    /// <param name="textLength">How much of it is terms.</param>
    /// <exception cref="InvalidDataException">This is no such block.</exception>
    public TermTable(byte[] content, int textLength)
    {
        if (textLength is 0 || textLength > content.Length || content[0] != Terms.Separator || content[textLength - 1] != Terms.Separator)
            throw new InvalidDataException("The terms of a text index cannot be read.");
        (this.content, this.textLength) = (content, textLength);
        starts = new int[Text.Count(Terms.Separator) - 1];
        listEnds = new int[starts.Length];
        int start = 1,
            position = textLength,
            end = 0;
        for (var term = 0; term < starts.Length; term++)
        {
            starts[term] = start;
            start += Text[start..].IndexOf(Terms.Separator) + 1;
            listEnds[term] = end = checked(end + (int)Varint.Read(content, ref position));
        }
    }

    public int Count => starts.Length;

    /// <summary>About how many octets of memory it takes.</summary>
    public int Weight => content.Length + 8 * starts.Length;

    public ReadOnlySpan<byte> this[int term] => Text[starts[term]..(term + 1 < starts.Length ? starts[term + 1] - 1 : textLength - 1)];

    /// <summary>Where the list of a term begins and ends, counted from the first list of all.</summary>
    public (int Start, int End) ListOf(int term) => (term == 0 ? 0 : listEnds[term - 1], listEnds[term]);

    /// <summary>The number of a term; negative: there is no such term.</summary>
    public int Find(ReadOnlySpan<byte> term)
    {
        int low = 0,
            high = starts.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            switch (this[middle].SequenceCompareTo(term))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }
        return -1;
    }

    /// <summary>The numbers of the terms, ascending, in which the octets are found; separators in them tie them to the term's beginning or end.</summary>
    /// <param name="codes">Parts of codes instead of words.</param>
    public List<int> Search(ReadOnlySpan<byte> octets, bool codes)
    {
        var found = new List<int>();
        var border = Text.IndexOf([Terms.Separator, Terms.Code]);
        var (from, to) = border < 0 ? (codes ? textLength : 0, textLength) : (codes ? border : 0, codes ? textLength : border + 1);
        while (from < to)
        {
            var at = Text[from..to].IndexOf(octets);
            if (at < 0)
                break;
            // A separator at the front belongs to the term behind it.
            var term = TermAt(octets[0] == Terms.Separator ? from + at + 1 : from + at);
            found.Add(term);
            if (term + 1 == starts.Length)
                break;
            from = starts[term + 1] - 1;
        }
        return found;
    }

    private ReadOnlySpan<byte> Text => content.AsSpan(0, textLength);

    private int TermAt(int position)
    {
        var found = Array.BinarySearch(starts, position);
        return found >= 0 ? found : ~found - 1;
    }
}
