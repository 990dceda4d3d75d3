using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Search.Segments;

namespace MailCloud.Search.Queries;

/// <summary>What a segment says of each query, for its messages.</summary>
internal sealed class SegmentAnswers
{
    private readonly Segment segment;
    private readonly IReadOnlyList<TextQuery> queries;
    private readonly SegmentFindings[] findings;
    private readonly MessageSet partial;

    private SegmentAnswers(Segment segment, IReadOnlyList<TextQuery> queries, SegmentFindings[] findings)
    {
        (this.segment, this.queries, this.findings) = (segment, queries, findings);
        partial = new MessageSet(segment.Directory.Messages);
        foreach (var message in segment.Directory.Partial)
            partial.Add(message);
    }

    /// <exception cref="SegmentUnreadableException">The segment is gone or damaged.</exception>
    public static async Task<SegmentAnswers> FindAsync(
        Segment segment,
        IReadOnlyList<TextQuery> queries,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var terms = await segment.ReadTermsAsync(cancellationToken);
            var found = new SegmentFindings[queries.Count];
            for (var i = 0; i < found.Length; i++)
                found[i] = await new SegmentSearch(segment, terms, new QueryPlan(queries[i])).RunAsync(cancellationToken);
            return new SegmentAnswers(segment, queries, found);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw new SegmentUnreadableException(segment.Info.Id, e);
        }
    }

    /// <summary>The number of a message; negative: it is not here.</summary>
    public int Find(EmailId message) =>
        message.Value >= segment.Info.First.Value && message.Value <= segment.Info.Last.Value ? segment.Directory.Find(message) : -1;

    public TextVerdict this[int message, int query] =>
        findings[query].Yes.Contains(message) ? TextVerdict.Yes
        : partial.Contains(message) ? TextVerdict.Unknown
        : findings[query].IsOpen(message) ? TextVerdict.Maybe
        : TextVerdict.No;

    /// <summary>Looks at the texts of the messages, ascending, that may have what is looked for.</summary>
    /// <exception cref="SegmentUnreadableException">The segment is gone or damaged.</exception>
    public async Task DecideAsync(IReadOnlyList<int> messages, CancellationToken cancellationToken)
    {
        await DecideAsync(messages, segment.Directory.Bodies, static found => found.MaybeInBody, cancellationToken);
        await DecideAsync(messages, segment.Directory.Headers, static found => found.MaybeInHeaders, cancellationToken);
    }

    private async Task DecideAsync(
        IReadOnlyList<int> messages,
        BlockTable table,
        Func<SegmentFindings, MessageSet> maybeOf,
        CancellationToken cancellationToken
    )
    {
        var open = messages.Where(message => Array.Exists(findings, found => IsOpen(found, message))).ToList();
        var blocks = open.Select(table.BlockOf).Distinct().ToList();
        var next = 0;
        await foreach (var (block, content) in segment.ReadBlocksAsync(table, blocks, keep: false, cancellationToken))
        {
            var texts = segment.ReadTexts(content);
            for (; next < open.Count && table.BlockOf(open[next]) == block; next++)
            for (var query = 0; query < findings.Length; query++)
                if (IsOpen(findings[query], open[next]))
                    Decide(open[next], query, texts[open[next] - table.FirstOf(block)].Span);
        }

        bool IsOpen(SegmentFindings found, int message) => !found.Yes.Contains(message) && maybeOf(found).Contains(message);

        void Decide(int message, int query, ReadOnlySpan<byte> text)
        {
            maybeOf(findings[query]).Remove(message);
            if (text.IndexOf(queries[query].Folded.Span) >= 0)
                findings[query].Yes.Add(message);
        }
    }
}
