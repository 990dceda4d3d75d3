using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>Mailbox/query (RFC 8621 §2.3).</summary>
internal static class MailboxQuery
{
    private const int MaxLimit = 2_000;

    public static async ValueTask<QueryResponse> RunAsync(
        MailboxQueryArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        var (matches, order) = (MailboxFilter.Read(arguments.Filter), OrderOf(arguments.Sort));
        var state = await call.ReadMailAsync(cancellationToken);
        var all = Find(state, matches, order, arguments.SortAsTree, arguments.FilterAsTree);
        var (position, ids) = arguments.Cut(all, MaxLimit);
        return new QueryResponse(
            account,
            JmapIds.Of(state.ModSeq),
            CanCalculateChanges: true,
            position,
            ids,
            arguments.CalculateTotal ? all.Count : null,
            arguments.Limit > MaxLimit ? MaxLimit : null
        );
    }

    /// <summary>
    /// Mailbox/queryChanges (RFC 8621 §2.4): what has changed may have been among the results, and elsewhere, so it is removed, and added where it is now.
    /// </summary>
    public static async ValueTask<QueryChangesResponse> RunChangesAsync(
        MailboxQueryChangesArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        var (matches, order) = (MailboxFilter.Read(arguments.Filter), OrderOf(arguments.Sort));
        var state = await call.ReadMailAsync(cancellationToken);
        var changes = MailboxChanges.Of(await MailLog.ReadAsync(call, state, arguments.SinceQueryState, cancellationToken), state);
        var all = Find(state, matches, order, arguments.SortAsTree, arguments.FilterAsTree);

        var moved = changes.Moved;
        var removed = moved.Concat(changes.Destroyed).Select(JmapIds.Of).ToList();
        var added = all.Select((id, index) => new AddedItem(id, index))
            .Where(item => moved.Contains(JmapIds.ParseMailbox(item.Id)!.Value))
            .ToList();
        if (removed.Count + added.Count > arguments.MaxChanges)
            throw new MethodException("tooManyChanges");
        return new QueryChangesResponse(
            account,
            arguments.SinceQueryState!,
            JmapIds.Of(state.ModSeq),
            arguments.CalculateTotal ? all.Count : null,
            removed,
            added
        );
    }

    private static List<string> Find(
        AccountState state,
        Func<MailboxNode, bool> matches,
        Comparison<MailboxNode> order,
        bool sortAsTree,
        bool filterAsTree
    )
    {
        var all = MailboxNode.AllOf(state).ToList();
        all.Sort(order);
        var below = all.ToLookup(mailbox => mailbox.Parent?.Id);
        if (sortAsTree)
            all = [.. Descend(below, null, static _ => true)];
        var wanted = filterAsTree ? Descend(below, null, matches).ToHashSet() : [.. all.Where(matches)];
        return [.. all.Where(wanted.Contains).Select(mailbox => JmapIds.Of(mailbox.Id))];
    }

    /// <summary>The mailboxes below one, each before those below it; where one does not match, neither do those below it.</summary>
    private static IEnumerable<MailboxNode> Descend(
        ILookup<MailboxId?, MailboxNode> below,
        MailboxId? parent,
        Func<MailboxNode, bool> matches
    )
    {
        foreach (var mailbox in below[parent].Where(matches))
        {
            yield return mailbox;
            foreach (var deeper in Descend(below, mailbox.Id, matches))
                yield return deeper;
        }
    }

    private static Comparison<MailboxNode> OrderOf(IReadOnlyList<Comparator>? sort)
    {
        var comparisons = (sort ?? []).Select(OrderOf).ToList();
        // What is equal so far has an order all the same, and always the same.
        comparisons.Add(static (left, right) => left.Id.Value.CompareTo(right.Id.Value));
        return (left, right) => comparisons.Select(comparison => comparison(left, right)).FirstOrDefault(result => result != 0);
    }

    private static Comparison<MailboxNode> OrderOf(Comparator comparator)
    {
        if (comparator.Collation is not null and not Session.Collation)
            throw MethodException.UnsupportedSort($"The collation {comparator.Collation} is not known.");
        Comparison<MailboxNode> ascending = comparator.Property switch
        {
            "sortOrder" => static (left, right) => left.SortOrder.CompareTo(right.SortOrder),
            "name" => static (left, right) => UnicodeCasemap.Fold(left.Name).AsSpan().SequenceCompareTo(UnicodeCasemap.Fold(right.Name)),
            _ => throw MethodException.UnsupportedSort($"Mailboxes cannot be sorted by {comparator.Property}."),
        };
        return comparator.IsAscending ? ascending : (left, right) => ascending(right, left);
    }
}

/// <param name="SortAsTree">Each mailbox comes behind its parent.</param>
/// <param name="FilterAsTree">A mailbox matches only if its parent does.</param>
internal sealed record MailboxQueryArguments(
    string? AccountId,
    JsonElement? Filter = null,
    IReadOnlyList<Comparator>? Sort = null,
    long Position = 0,
    string? Anchor = null,
    long AnchorOffset = 0,
    long? Limit = null,
    bool CalculateTotal = false,
    bool SortAsTree = false,
    bool FilterAsTree = false
) : QueryArguments(AccountId, Filter, Sort, Position, Anchor, AnchorOffset, Limit, CalculateTotal);

internal sealed record MailboxQueryChangesArguments(
    string? AccountId,
    string? SinceQueryState,
    JsonElement? Filter = null,
    IReadOnlyList<Comparator>? Sort = null,
    long? MaxChanges = null,
    string? UpToId = null,
    bool CalculateTotal = false,
    bool SortAsTree = false,
    bool FilterAsTree = false
) : QueryChangesArguments(AccountId, SinceQueryState, Filter, Sort, MaxChanges, UpToId, CalculateTotal);
