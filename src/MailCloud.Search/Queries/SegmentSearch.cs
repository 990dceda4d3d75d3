using MailCloud.Mail.Search;
using MailCloud.Search.Segments;
using MailCloud.Search.Tokens;

namespace MailCloud.Search.Queries;

/// <summary>What a segment says of a text: the messages that have it, and those that may have it in their headers, and in their bodies.</summary>
internal sealed record SegmentFindings(MessageSet Yes, MessageSet MaybeInHeaders, MessageSet MaybeInBody)
{
    public bool IsOpen(int message) => MaybeInHeaders.Contains(message) || MaybeInBody.Contains(message);
}

/// <summary>
/// Looks for a text in the terms of a segment. A text that is one run is in a message when one of the message's terms contains it; of any other text
/// the message must have all runs, and whether they stand beside each other its text tells.
/// </summary>
internal sealed class SegmentSearch(Segment segment, TermTable terms, QueryPlan plan)
{
    private TextPlaces place;

    /// <summary>More terms of one run narrow nothing down.</summary>
    private const int MaxGrams = 16;

    private int Messages => segment.Directory.Messages;

    public async ValueTask<SegmentFindings> RunAsync(CancellationToken cancellationToken)
    {
        var yes = None();
        var inHeaders = await RunAsync(TextPlaces.Headers, yes, cancellationToken);
        var inBody = await RunAsync(TextPlaces.Body, yes, cancellationToken);
        inHeaders.ExceptWith(yes);
        inBody.ExceptWith(yes);
        return new SegmentFindings(yes, inHeaders, inBody);
    }

    /// <summary>Adds the messages that have the text in one place, and gives those that may have it there.</summary>
    private async ValueTask<MessageSet> RunAsync(TextPlaces where, MessageSet yes, CancellationToken cancellationToken)
    {
        if ((plan.Query.Places & where) == 0)
            return None();
        place = where;
        if (plan.IsOneRun)
            return await FindRunAsync(plan.Runs[0], yes, cancellationToken);
        MessageSet? maybe = null;
        foreach (var run in plan.Runs.OrderByDescending(run => run.Run.Letters))
        {
            var having = await NarrowAsync(run, cancellationToken);
            maybe?.IntersectWith(having);
            maybe ??= having;
            if (maybe.IsEmpty)
                break;
        }
        // Without letters there is nothing that terms could tell.
        return maybe ?? MessageSet.All(Messages);
    }

    private async ValueTask<MessageSet> FindRunAsync(QueryRun run, MessageSet yes, CancellationToken cancellationToken)
    {
        if (run.IsIdeographic && run.Run.Letters > 2)
            return await HavingAllAsync(run.Grams(RunKind.Ideographs), cancellationToken);
        yes.UnionWith(await HavingAnyAsync(terms.Search(run.Text, codes: false), cancellationToken));
        return run.IsIdeographic ? None() : await HavingCodeAsync(run, cancellationToken);
    }

    /// <summary>The messages that have the run, and perhaps some that have not.</summary>
    private async ValueTask<MessageSet> NarrowAsync(QueryRun run, CancellationToken cancellationToken)
    {
        if (run.IsIdeographic)
            return run.Grams(RunKind.Ideographs) is { Count: > 0 } pairs
                ? await HavingAllAsync(pairs, cancellationToken)
                : await HavingAnyAsync(terms.Search(run.IsWhole ? run.InTerms : run.Text, codes: false), cancellationToken);
        if (run.IsWhole && run.Run.Kind == RunKind.Code)
            return await HavingCodeAsync(run, cancellationToken);
        var having = await HavingAnyAsync(terms.Search(run.InTerms, codes: false), cancellationToken);
        if (!run.IsWhole)
            having.UnionWith(await HavingCodeAsync(run, cancellationToken));
        return having;
    }

    /// <summary>The messages that may have a code in which the run is.</summary>
    private async ValueTask<MessageSet> HavingCodeAsync(QueryRun run, CancellationToken cancellationToken) =>
        run.Grams(RunKind.Code) is { Count: > 0 } grams
            ? await HavingAllAsync(grams, cancellationToken)
            : await HavingAnyAsync(terms.Search(run.Text, codes: true), cancellationToken);

    private async ValueTask<MessageSet> HavingAllAsync(List<byte[]> grams, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<int>();
        foreach (var gram in grams)
            numbers.Add(terms.Find(gram));
        if (numbers.Contains(-1))
            return None();
        MessageSet? all = null;
        foreach (var number in numbers.OrderBy(LengthOf).Take(MaxGrams))
        {
            var having = await HavingAnyAsync([number], cancellationToken);
            all?.IntersectWith(having);
            all ??= having;
            if (all.IsEmpty)
                break;
        }
        return all ?? None();
    }

    private async ValueTask<MessageSet> HavingAnyAsync(List<int> numbers, CancellationToken cancellationToken)
    {
        var having = None();
        var blocks = new List<int>();
        foreach (var number in numbers)
            if (segment.Directory.Postings.BlockOf(number) is var block && (blocks.Count == 0 || blocks[^1] != block))
                blocks.Add(block);
        var next = 0;
        await foreach (var (block, content) in segment.ReadBlocksAsync(segment.Directory.Postings, blocks, keep: true, cancellationToken))
        {
            var first = terms.ListOf(segment.Directory.Postings.FirstOf(block)).Start;
            for (; next < numbers.Count && segment.Directory.Postings.BlockOf(numbers[next]) == block; next++)
            {
                var (start, end) = terms.ListOf(numbers[next]);
                Add(content.AsSpan((start - first)..(end - first)), having);
            }
        }
        return having;
    }

    private void Add(ReadOnlySpan<byte> list, MessageSet messages)
    {
        var postings = new PostingsReader(list);
        while (postings.MoveNext())
            if ((postings.Places & place) != 0)
                messages.Add(postings.Message);
    }

    private int LengthOf(int term)
    {
        var (start, end) = terms.ListOf(term);
        return end - start;
    }

    private MessageSet None() => new(Messages);
}
