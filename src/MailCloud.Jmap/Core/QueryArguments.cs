using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailCloud.Jmap.Core;

/// <summary>What every <c>/query</c> is told (RFC 8620 §5.5); some are told more.</summary>
public record QueryArguments(
    string? AccountId,
    JsonElement? Filter = null,
    IReadOnlyList<Comparator>? Sort = null,
    long Position = 0,
    string? Anchor = null,
    long AnchorOffset = 0,
    long? Limit = null,
    bool CalculateTotal = false
)
{
    /// <summary>Cuts out of all results, in order, the part that the client wants.</summary>
    /// <param name="maxLimit">More are not given at once.</param>
    /// <returns>The place of the first one, and the ids.</returns>
    /// <exception cref="MethodException">The anchor is not among them, or a number makes no sense.</exception>
    public (int Position, IReadOnlyList<string> Ids) Cut(IReadOnlyList<string> all, int maxLimit)
    {
        if (Limit < 0)
            throw MethodException.InvalidArguments("limit is negative.");
        var first =
            Anchor is null ? (Position < 0 ? all.Count + Position : Position)
            : PlaceOf(all, Anchor) is { } place ? place + AnchorOffset
            : throw MethodException.AnchorNotFound();
        var position = (int)Math.Clamp(first, 0, all.Count);
        var count = (int)Math.Min(Math.Min(Limit ?? maxLimit, maxLimit), all.Count - position);
        return (position, [.. all.Skip(position).Take(count)]);
    }

    private static int? PlaceOf(IReadOnlyList<string> all, string id)
    {
        for (var place = 0; place < all.Count; place++)
            if (string.Equals(all[place], id, StringComparison.Ordinal))
                return place;
        return null;
    }
}

/// <summary>One thing that results are sorted by.</summary>
/// <param name="Keyword">Which keyword, where the property is about one (RFC 8621 §4.4.2).</param>
public sealed record Comparator(string Property, bool IsAscending = true, string? Collation = null, string? Keyword = null);

/// <summary>What every <c>/query</c> answers.</summary>
/// <param name="Total">Null: the client does not ask.</param>
/// <param name="Limit">Null: the client's own one holds.</param>
public sealed record QueryResponse(
    string AccountId,
    string QueryState,
    bool CanCalculateChanges,
    int Position,
    IReadOnlyList<string> Ids,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Limit
);

/// <summary>What every <c>/queryChanges</c> is told (RFC 8620 §5.6); some are told more.</summary>
public record QueryChangesArguments(
    string? AccountId,
    string? SinceQueryState,
    JsonElement? Filter = null,
    IReadOnlyList<Comparator>? Sort = null,
    long? MaxChanges = null,
    string? UpToId = null,
    bool CalculateTotal = false
);

/// <summary>What every <c>/queryChanges</c> answers.</summary>
public sealed record QueryChangesResponse(
    string AccountId,
    string OldQueryState,
    string NewQueryState,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Total,
    IReadOnlyList<string> Removed,
    IReadOnlyList<AddedItem> Added
);

/// <param name="Index">The place among the new results.</param>
public sealed record AddedItem(string Id, int Index);
