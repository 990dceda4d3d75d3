using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Segments;

namespace MailCloud.Search.Building;

/// <summary>Makes one segment of several, without the messages that the account has no more.</summary>
/// <remarks>Texts come block by block and lists term by term; in memory are the terms of the parts, and what is made.</remarks>
internal sealed class SegmentMerge(IReadOnlyList<Segment> segments, Func<EmailId, bool> isHeld, TimeProvider time)
{
    private readonly SegmentWriter writer = new();
    private EmailId last;

    // The new number of each message of each segment; negative: it is left out.
    private readonly int[][] numbers = [.. segments.Select(segment => new int[segment.Directory.Messages])];

    /// <summary>Null: the account has none of the messages any more.</summary>
    /// <exception cref="SegmentUnreadableException">One of the segments is gone or damaged.</exception>
    public async Task<(SegmentInfo Info, ReadOnlyMemory<byte> Content)?> RunAsync(CancellationToken cancellationToken)
    {
        await MergeTextsAsync(cancellationToken);
        if (writer.Messages == 0)
            return null;
        writer.EndMessages();
        await MergeTermsAsync(cancellationToken);
        return writer.Complete(time.GetUtcNow());
    }

    private async Task MergeTextsAsync(CancellationToken cancellationToken)
    {
        var readers = new List<MergedTexts>();
        foreach (var (segment, target) in segments.Zip(numbers))
        {
            var reader = new MergedTexts(segment, target, cancellationToken);
            if (await reader.MoveNextAsync())
                readers.Add(reader);
        }
        while (readers.Count > 0)
        {
            var next = readers.MinBy(reader => reader.Email.Value)!;
            // Two builders at once may have indexed a message twice.
            var isNew = isHeld(next.Email) && (writer.Messages == 0 || next.Email != last);
            next.Number = isNew ? writer.Messages : -1;
            if (isNew)
            {
                writer.AddMessage(next.Email, next.Texts);
                last = next.Email;
            }
            if (!await next.MoveNextAsync())
            {
                readers.Remove(next);
                await next.DisposeAsync();
            }
        }
    }

    private async Task MergeTermsAsync(CancellationToken cancellationToken)
    {
        var lists = new PriorityQueue<MergedLists, (byte[] Term, int Segment)>(TermOrder.Instance);
        for (var i = 0; i < segments.Count; i++)
        {
            var reader = new MergedLists(i, segments[i], await segments[i].ReadTermsAsync(cancellationToken), cancellationToken);
            if (await reader.MoveNextAsync())
                lists.Enqueue(reader, (reader.Term, i));
        }
        var together = new List<(int Message, TextPlaces Places)>();
        while (lists.Count > 0)
        {
            var term = lists.Peek().Term;
            together.Clear();
            while (lists.Count > 0 && lists.Peek().Term.AsSpan().SequenceEqual(term))
            {
                var reader = lists.Dequeue();
                reader.AddTo(together, numbers[reader.Segment]);
                if (await reader.MoveNextAsync())
                    lists.Enqueue(reader, (reader.Term, reader.Segment));
                else
                    await reader.DisposeAsync();
            }
            if (together.Count == 0)
                continue;
            together.Sort(static (left, right) => left.Message.CompareTo(right.Message));
            var postings = new PostingsWriter();
            foreach (var (message, places) in together)
                postings.Add(message, places);
            writer.AddTerm(term, postings.Complete());
        }
    }

    private sealed class TermOrder : IComparer<(byte[] Term, int Segment)>
    {
        public static readonly TermOrder Instance = new();

        public int Compare((byte[] Term, int Segment) x, (byte[] Term, int Segment) y) =>
            x.Term.AsSpan().SequenceCompareTo(y.Term) is not 0 and var order ? order : x.Segment.CompareTo(y.Segment);
    }
}
