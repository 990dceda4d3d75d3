using MailCloud.Mail.Search;
using MailCloud.Search.Segments;

namespace MailCloud.Search.Building;

/// <summary>Goes through the terms and lists of a segment that is merged with others.</summary>
internal sealed class MergedLists : IAsyncDisposable
{
    private readonly Segment owner;
    private readonly TermTable terms;
    private readonly BlockTable table;
    private readonly IAsyncEnumerator<(int Block, byte[] Content)> blocks;
    private int term = -1;

    public MergedLists(int segment, Segment owner, TermTable terms, CancellationToken cancellationToken)
    {
        (Segment, this.owner, this.terms) = (segment, owner, terms);
        table = owner.Directory.Postings;
        blocks = owner
            .ReadBlocksAsync(table, [.. Enumerable.Range(0, table.Count)], keep: false, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Which of the segments it is.</summary>
    public int Segment { get; }

    public byte[] Term { get; private set; } = [];

    /// <exception cref="SegmentUnreadableException">The segment is gone or damaged.</exception>
    public async ValueTask<bool> MoveNextAsync()
    {
        if (++term >= terms.Count)
            return false;
        if (term == 0 || table.BlockOf(term) != blocks.Current.Block)
            await blocks.MoveNextAsync();
        Term = terms[term].ToArray();
        return true;
    }

    /// <summary>Adds the messages that have the term, by their new numbers.</summary>
    /// <exception cref="SegmentUnreadableException">The list is damaged.</exception>
    public void AddTo(List<(int Message, TextPlaces Places)> together, int[] numbers)
    {
        try
        {
            var first = terms.ListOf(table.FirstOf(blocks.Current.Block)).Start;
            var (start, end) = terms.ListOf(term);
            var postings = new PostingsReader(blocks.Current.Content.AsSpan((start - first)..(end - first)));
            while (postings.MoveNext())
                if (numbers[postings.Message] is >= 0 and var number)
                    together.Add((number, postings.Places));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw new SegmentUnreadableException(owner.Info.Id, e);
        }
    }

    public ValueTask DisposeAsync() => blocks.DisposeAsync();
}
