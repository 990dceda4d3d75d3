using System.Text.Json;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Objects;

/// <summary>What every <c>/query</c> is told (RFC 8620 §5.5).</summary>
/// <param name="Filter">Null: all objects.</param>
public sealed record QueryArguments(
    string? AccountId,
    JsonElement? Filter = null,
    IReadOnlyList<SortComparator>? Sort = null,
    long Position = 0,
    string? Anchor = null,
    long AnchorOffset = 0,
    long? Limit = null,
    bool CalculateTotal = false
);

/// <param name="Keyword">Of no sort here; RFC 8621 §4.4.2 has it.</param>
public sealed record SortComparator(string? Property, bool IsAscending = true, string? Collation = null, string? Keyword = null);

/// <summary>What every <c>/query</c> answers.</summary>
public sealed record QueryResponse(
    string AccountId,
    string QueryState,
    bool CanCalculateChanges,
    long Position,
    IReadOnlyList<string> Ids,
    long? Total,
    long? Limit
);

/// <summary>What every <c>/queryChanges</c> is told (RFC 8620 §5.6).</summary>
public sealed record QueryChangesArguments(
    string? AccountId,
    JsonElement? Filter = null,
    IReadOnlyList<SortComparator>? Sort = null,
    string? SinceQueryState = null,
    long? MaxChanges = null,
    string? UpToId = null,
    bool CalculateTotal = false
);

/// <summary>What every <c>/queryChanges</c> answers.</summary>
public sealed record QueryChangesResponse(
    string AccountId,
    string OldQueryState,
    string NewQueryState,
    long? Total,
    IReadOnlyList<string> Removed,
    IReadOnlyList<AddedItem> Added
);

public sealed record AddedItem(string Id, long Index);

/// <summary>Pages of results (RFC 8620 §5.5).</summary>
internal static class ObjectQuery
{
    /// <summary>The most ids of one answer.</summary>
    private const int MaxIds = 1000;

    /// <exception cref="MethodException">The arguments name no page.</exception>
    public static QueryResponse Page(QueryArguments arguments, string account, string state, List<string> results)
    {
        if (arguments.Limit is < 0)
            throw MethodException.InvalidArguments("limit is not negative.");
        var position = arguments.Position < 0 ? Math.Max(0, results.Count + arguments.Position) : arguments.Position;
        if (arguments.Anchor is { } anchor)
        {
            var at = results.IndexOf(anchor);
            position = at < 0 ? throw MethodException.AnchorNotFound() : Math.Max(0, at + arguments.AnchorOffset);
        }
        var limit = Math.Min(arguments.Limit ?? MaxIds, MaxIds);
        var start = (int)Math.Min(position, results.Count);
        return new QueryResponse(
            account,
            state,
            CanCalculateChanges: true,
            start,
            [.. results.Skip(start).Take((int)limit)],
            arguments.CalculateTotal ? results.Count : null,
            limit < arguments.Limit || arguments.Limit is null && start + limit < results.Count ? limit : null
        );
    }
}
