using System.Collections.Immutable;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>What Email/query and Email/queryChanges look for, and in which order (RFC 8621 §4.4).</summary>
internal sealed class EmailQuery
{
    private const int MaxComparators = 16;

    /// <summary>Texts are compared by the first whatever a client names: it sorts ASCII just as the others do.</summary>
    private static readonly string[] Collations = ["i;unicode-casemap", "i;ascii-casemap"];

    private readonly EmailCondition condition;
    private readonly ImmutableArray<SortBy> sort;
    private readonly bool collapse;
    private readonly string text;

    /// <exception cref="MethodException">The filter or the order is none, or is not supported.</exception>
    public EmailQuery(JsonElement? filter, IReadOnlyList<EmailComparator>? sort, bool collapseThreads)
    {
        condition = FilterReader.Read(filter);
        this.sort = [.. (sort is { Count: > 0 } ? sort : [new EmailComparator("receivedAt", IsAscending: false)]).Select(Read)];
        if (this.sort.Length > MaxComparators)
            throw MethodException.UnsupportedSort($"A query may have {MaxComparators} comparators.");
        collapse = collapseThreads;
        text =
            $"{filter?.GetRawText()} {string.Join(' ', this.sort.Select(by => $"{by.Key.Name} {by.Keyword} {by.IsAscending}"))} {collapse}";
        Traits = this.sort.Aggregate(condition.Traits, (traits, by) => traits | by.Key.Traits);
        if (collapse)
            Traits |= QueryTraits.Threads;
    }

    public QueryTraits Traits { get; }

    /// <summary>The ids of all that is found, in order. Who pages through a list has it made once.</summary>
    public async ValueTask<EmailId[]> RunAsync(JmapServer server, EmailIndex index, CancellationToken cancellationToken)
    {
        if (index.Results.Find(text) is { } known)
            return known;
        var order = new EmailOrder(sort);
        await new EmailSearch(server, index, condition, order).RunAsync(cancellationToken);
        var ids = order.Sort(collapse);
        index.Results.Keep(text, ids);
        return ids;
    }

    private static SortBy Read(EmailComparator comparator)
    {
        if (comparator.Property is not { } property || !SortKey.All.TryGetValue(property, out var key))
            throw MethodException.UnsupportedSort($"Emails are not sorted by {comparator.Property}.");
        if (comparator.Collation is { } collation && !Collations.Contains(collation, StringComparer.Ordinal))
            throw MethodException.UnsupportedSort($"There is no collation {collation}.");
        if (key.NeedsKeyword && comparator.Keyword is null)
            throw MethodException.InvalidArguments($"To sort by {property} takes a keyword.");
        return new SortBy(key, key.NeedsKeyword ? comparator.Keyword!.ToLowerInvariant() : "", comparator.IsAscending);
    }
}

/// <summary><c>Comparator</c> (RFC 8620 §5.5).</summary>
/// <param name="Keyword">For those that sort by one (RFC 8621 §4.4.2).</param>
internal sealed record EmailComparator(string? Property, bool IsAscending = true, string? Collation = null, string? Keyword = null);
