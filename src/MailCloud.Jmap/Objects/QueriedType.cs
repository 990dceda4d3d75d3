using System.Text.Json;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Objects;

/// <summary>A type whose objects can be looked for.</summary>
public interface IQueriedType
{
    /// <summary>Reads a condition; it is then asked of each object.</summary>
    /// <exception cref="MethodException">The condition is not known (unsupportedFilter).</exception>
    Func<KnownObject, bool> ReadCondition(string property, JsonElement value);

    /// <summary>What objects are ordered by; null: nothing of that name.</summary>
    Func<KnownObject, string>? SortKey(string property);
}

/// <summary>The methods <c>/query</c> and <c>/queryChanges</c> of a type (RFC 8620 §5.5, §5.6).</summary>
internal sealed class QueryMethods<TType>(TType type)
    where TType : ObjectType, IQueriedType
{
    /// <summary>The most ids of one answer.</summary>
    private const int MaxIds = 1000;

    public IEnumerable<Method> All =>
        [
            new Method<QueryArguments, QueryResponse>(
                $"{type.Name}/query",
                type.Capability,
                ObjectJson.Default.QueryArguments,
                ObjectJson.Default.QueryResponse,
                QueryAsync
            ),
            new Method<QueryChangesArguments, QueryChangesResponse>(
                $"{type.Name}/queryChanges",
                type.Capability,
                ObjectJson.Default.QueryChangesArguments,
                ObjectJson.Default.QueryChangesResponse,
                QueryChangesAsync
            ),
        ];

    private async ValueTask<QueryResponse> QueryAsync(QueryArguments arguments, MethodCall call, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        var (state, results) = await FindAsync(arguments.Filter, arguments.Sort, call, cancellationToken);
        var (position, ids) = arguments.Cut(results, MaxIds);
        return new QueryResponse(
            account,
            state,
            CanCalculateChanges: true,
            position,
            ids,
            arguments.CalculateTotal ? results.Count : null,
            arguments.Limit is null or > MaxIds ? MaxIds : null
        );
    }

    /// <summary>Whatever was changed since may be elsewhere now, or nowhere: it is taken out, and put in where it is.</summary>
    private async ValueTask<QueryChangesResponse> QueryChangesAsync(
        QueryChangesArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        var (state, results) = await FindAsync(arguments.Filter, arguments.Sort, call, cancellationToken);
        var changes = await type.ReadChangesAsync(arguments.SinceQueryState, call, cancellationToken);
        // Somebody changed objects between the two reads: the client asks again.
        if (!string.Equals(ObjectType.StateOf(changes.State), state, StringComparison.Ordinal))
            throw MethodException.CannotCalculateChanges();
        var changed = changes.Created.Concat(changes.Updated).ToHashSet(StringComparer.Ordinal);
        var removed = changed.Concat(changes.Removed).ToList();
        var added = results.Index().Where(entry => changed.Contains(entry.Item)).Select(entry => new AddedItem(entry.Item, entry.Index));
        var answer = new QueryChangesResponse(
            account,
            arguments.SinceQueryState!,
            state,
            arguments.CalculateTotal ? results.Count : null,
            removed,
            [.. added]
        );
        return removed.Count + answer.Added.Count > arguments.MaxChanges ? throw new MethodException("tooManyChanges") : answer;
    }

    private async ValueTask<(string State, List<string> Ids)> FindAsync(
        JsonElement? filter,
        IReadOnlyList<Comparator>? sort,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var matches = ObjectFilter.Read(filter, type.ReadCondition);
        var order = OrderOf(sort ?? []);
        var known = await type.ReadAsync(call, cancellationToken);
        return (ObjectType.StateOf(known.State), [.. known.All.Where(matches).Order(order).Select(found => found.Id)]);
    }

    private Comparer<KnownObject> OrderOf(IReadOnlyList<Comparator> sort)
    {
        var keys = sort.Select(by =>
                (
                    Key: type.SortKey(by.Property) ?? throw MethodException.UnsupportedSort($"{type.Name} is not sorted by {by.Property}."),
                    Sign: by.IsAscending ? 1 : -1
                )
            )
            .ToList();
        return Comparer<KnownObject>.Create(
            (left, right) =>
                keys.Select(by => by.Sign * string.CompareOrdinal(by.Key(left), by.Key(right))).FirstOrDefault(order => order != 0)
                    is var order
                && order != 0
                    ? order
                    : string.CompareOrdinal(left.Id, right.Id)
        );
    }
}

/// <summary>Filters: conditions, and operators over them (RFC 8620 §5.5).</summary>
internal static class ObjectFilter
{
    /// <summary>How deep operators may lie in each other.</summary>
    private const int MaxDepth = 16;

    /// <exception cref="MethodException">It is no filter, or has a condition that is not known.</exception>
    public static Func<KnownObject, bool> Read(JsonElement? filter, Func<string, JsonElement, Func<KnownObject, bool>> readCondition) =>
        filter is { ValueKind: not JsonValueKind.Null } some ? Read(some, readCondition, depth: 0) : _ => true;

    private static Func<KnownObject, bool> Read(
        JsonElement filter,
        Func<string, JsonElement, Func<KnownObject, bool>> readCondition,
        int depth
    )
    {
        if (filter.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            throw MethodException.InvalidArguments("A filter is an object, and not too deep.");
        if (!filter.TryGetProperty("operator", out var name))
        {
            var all = filter.EnumerateObject().Select(entry => readCondition(entry.Name, entry.Value)).ToList();
            return one => all.TrueForAll(matches => matches(one));
        }
        if (!filter.TryGetProperty("conditions", out var list) || list.ValueKind != JsonValueKind.Array)
            throw MethodException.InvalidArguments("An operator has conditions.");
        var conditions = list.EnumerateArray().Select(condition => Read(condition, readCondition, depth + 1)).ToList();
        return (name.ValueKind == JsonValueKind.String ? name.GetString() : null) switch
        {
            "AND" => one => conditions.TrueForAll(matches => matches(one)),
            "OR" => one => conditions.Exists(matches => matches(one)),
            "NOT" => one => !conditions.Exists(matches => matches(one)),
            _ => throw MethodException.InvalidArguments("An operator is AND, OR or NOT."),
        };
    }
}
