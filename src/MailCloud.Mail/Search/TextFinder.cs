namespace MailCloud.Mail.Search;

/// <summary>Looks for several texts in one message after the other. Memory depends on what is looked for, not on the messages.</summary>
public sealed class TextFinder : ITextSink
{
    private readonly IReadOnlyList<TextQuery> queries;
    private readonly bool[] found;

    // So much of a text has to be kept to find what begins in it and ends in the next piece.
    private readonly int overlap;
    private byte[] window;
    private int kept;
    private int missing;
    private TextPlaces place;

    public TextFinder(IReadOnlyList<TextQuery> queries)
    {
        this.queries = queries;
        found = new bool[queries.Count];
        overlap = queries.Select(query => Math.Max(0, query.Folded.Length - 1)).DefaultIfEmpty().Max();
        window = new byte[overlap];
        Reset();
    }

    /// <summary>All of them are found.</summary>
    public bool IsSatisfied => missing == 0;

    /// <summary>Whether the query's text is in what was written since <see cref="Reset"/>.</summary>
    public bool this[int query] => found[query];

    /// <summary>Another message begins.</summary>
    public void Reset()
    {
        missing = 0;
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = queries[i].Folded.IsEmpty;
            missing += found[i] ? 0 : 1;
        }
    }

    public void Begin(TextPlaces place)
    {
        this.place = place;
        kept = 0;
    }

    public void Write(ReadOnlySpan<byte> folded)
    {
        if (IsSatisfied)
            return;
        if (window.Length < overlap + folded.Length)
            Array.Resize(ref window, overlap + folded.Length);
        folded.CopyTo(window.AsSpan(kept));
        var text = window.AsSpan(0, kept + folded.Length);
        for (var i = 0; i < found.Length; i++)
            if (!found[i] && (queries[i].Places & place) != 0 && text.IndexOf(queries[i].Folded.Span) >= 0)
            {
                found[i] = true;
                missing--;
            }
        kept = Math.Min(text.Length, overlap);
        text[^kept..].CopyTo(window);
    }
}
