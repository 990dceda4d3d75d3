using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Quotas;

/// <summary>The methods of Quota (RFC 9425 §4).</summary>
public static class QuotaMethods
{
    public static IEnumerable<Method> All =>
        [
            new Method<GetArguments, GetResponse<JsonObject>>(
                "Quota/get",
                Capabilities.Quota,
                QuotaJson.Default.GetArguments,
                QuotaJson.Default.GetResponseJsonObject,
                GetAsync
            ),
            new Method<ChangesArguments, QuotaChangesResponse>(
                "Quota/changes",
                Capabilities.Quota,
                QuotaJson.Default.ChangesArguments,
                QuotaJson.Default.QuotaChangesResponse,
                ChangesAsync
            ),
            new Method<QueryArguments, QueryResponse>(
                "Quota/query",
                Capabilities.Quota,
                QuotaJson.Default.QueryArguments,
                QuotaJson.Default.QueryResponse,
                QueryAsync
            ),
            new Method<QueryChangesArguments, QueryChangesResponse>(
                "Quota/queryChanges",
                Capabilities.Quota,
                QuotaJson.Default.QueryChangesArguments,
                QuotaJson.Default.QueryChangesResponse,
                static (arguments, call, _) =>
                {
                    call.CheckAccount(arguments.AccountId);
                    throw MethodException.CannotCalculateChanges();
                }
            ),
        ];

    private static async ValueTask<GetResponse<JsonObject>> GetAsync(
        GetArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        JmapLimits.CheckGet(arguments.Ids?.Count ?? 0);
        var all = await QuotaView.ReadAsync(call, cancellationToken);
        var list = new List<JsonObject>();
        var notFound = new List<string>();
        foreach (var id in arguments.Ids?.Distinct(StringComparer.Ordinal) ?? all.Quotas.Select(quota => quota.Id))
            if (all.Quotas.FirstOrDefault(quota => string.Equals(quota.Id, id, StringComparison.Ordinal)) is { } found)
                list.Add(View(found, arguments.Properties));
            else
                notFound.Add(id);
        return new GetResponse<JsonObject>(account, all.State, list, notFound);
    }

    private static JsonObject View(QuotaView quota, IReadOnlyList<string>? properties)
    {
        var view = JsonSerializer.SerializeToNode(quota, QuotaJson.Default.QuotaView)!.AsObject();
        if (properties is null)
            return view;
        if (properties.FirstOrDefault(property => !view.ContainsKey(property) && !Unset.Contains(property)) is { } unknown)
            throw MethodException.InvalidArguments($"A Quota has no property {unknown}.");
        foreach (var property in view.Select(each => each.Key).Except([.. properties, "id"], StringComparer.Ordinal).ToList())
            view.Remove(property);
        return view;
    }

    /// <summary>Properties that a Quota may have, and ours have not.</summary>
    private static readonly HashSet<string> Unset = new(["warnLimit", "softLimit", "description"], StringComparer.Ordinal);

    /// <summary>Where the limits are those of the client's state, only the usage has changed.</summary>
    private static async ValueTask<QuotaChangesResponse> ChangesAsync(
        ChangesArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.SinceState is not { } since)
            throw MethodException.InvalidArguments("sinceState is missing.");
        var all = await QuotaView.ReadAsync(call, cancellationToken);
        var before = since.Split('_').Select(quota => quota.Split('-')).Where(quota => quota.Length == 3).ToList();
        if (!before.Select(quota => (quota[0], quota[2])).SequenceEqual(all.Quotas.Select(quota => (quota.Id, $"{quota.HardLimit}"))))
            throw MethodException.CannotCalculateChanges();
        var updated = all
            .Quotas.Zip(before)
            .Where(pair => !string.Equals(pair.Second[1], $"{pair.First.Used}", StringComparison.Ordinal))
            .Select(pair => pair.First.Id)
            .ToList();
        if (updated.Count > arguments.MaxChanges)
            throw MethodException.CannotCalculateChanges();
        return new(account, since, all.State, HasMoreChanges: false, [], updated, [], ["used"]);
    }

    private static async ValueTask<QueryResponse> QueryAsync(QueryArguments arguments, MethodCall call, CancellationToken cancellationToken)
    {
        var account = call.CheckAccount(arguments.AccountId);
        var all = await QuotaView.ReadAsync(call, cancellationToken);
        if (arguments.Sort?.FirstOrDefault(by => by.Property is not ("name" or "used")) is { } other)
            throw MethodException.UnsupportedSort($"Quotas cannot be sorted by {other.Property}.");
        var found = all.Quotas.Where(quota => Matches(quota, arguments.Filter));
        foreach (var by in (arguments.Sort ?? []).Reverse())
        {
            IComparable KeyOf(QuotaView quota) => by.Property is "name" ? quota.Name : quota.Used;
            found = by.IsAscending ? found.OrderBy(KeyOf) : found.OrderByDescending(KeyOf);
        }
        var ids = found.Select(quota => quota.Id).ToList();
        var (position, cut) = arguments.Cut(ids, JmapLimits.MaxObjectsInGet);
        return new QueryResponse(
            account,
            all.State,
            CanCalculateChanges: false,
            position,
            cut,
            arguments.CalculateTotal ? ids.Count : null,
            Limit: null
        );
    }

    private static bool Matches(QuotaView quota, JsonElement? filter) =>
        filter is not { ValueKind: JsonValueKind.Object } conditions
        || conditions
            .EnumerateObject()
            .All(condition =>
                condition.Value.ValueKind != JsonValueKind.String
                    ? throw MethodException.InvalidArguments($"{condition.Name} is text.")
                    : condition.Name switch
                    {
                        "name" => quota.Name.Contains(condition.Value.GetString()!, StringComparison.OrdinalIgnoreCase),
                        "scope" => condition.Value.ValueEquals(quota.Scope),
                        "resourceType" => condition.Value.ValueEquals(quota.ResourceType),
                        "type" => quota.Types.Contains(condition.Value.GetString(), StringComparer.Ordinal),
                        _ => throw MethodException.UnsupportedFilter($"Quotas cannot be found by {condition.Name}."),
                    }
            );
}

/// <summary>What Quota/changes answers.</summary>
/// <param name="UpdatedProperties">The properties that have changed of those that were updated.</param>
internal sealed record QuotaChangesResponse(
    string AccountId,
    string OldState,
    string NewState,
    bool HasMoreChanges,
    IReadOnlyList<string> Created,
    IReadOnlyList<string> Updated,
    IReadOnlyList<string> Destroyed,
    IReadOnlyList<string>? UpdatedProperties
) : ChangesResponse(AccountId, OldState, NewState, HasMoreChanges, Created, Updated, Destroyed);

/// <summary>Arguments and responses of the methods of Quota in JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(GetArguments))]
[JsonSerializable(typeof(GetResponse<JsonObject>))]
[JsonSerializable(typeof(QuotaView))]
[JsonSerializable(typeof(ChangesArguments))]
[JsonSerializable(typeof(QuotaChangesResponse))]
[JsonSerializable(typeof(QueryArguments))]
[JsonSerializable(typeof(QueryResponse))]
[JsonSerializable(typeof(QueryChangesArguments))]
[JsonSerializable(typeof(QueryChangesResponse))]
internal sealed partial class QuotaJson : JsonSerializerContext;
