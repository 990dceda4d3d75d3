using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Push;

/// <summary>The methods of PushSubscription (RFC 8620 §7.2). They are of no account.</summary>
public static class PushSubscriptionMethods
{
    public static IEnumerable<Method> All =>
        [
            new Method<PushGetArguments, PushGetResponse>(
                "PushSubscription/get",
                Capabilities.Core,
                PushJson.Default.PushGetArguments,
                PushJson.Default.PushGetResponse,
                GetAsync
            ),
            new Method<PushSetArguments, PushSetResponse>(
                "PushSubscription/set",
                Capabilities.Core,
                PushJson.Default.PushSetArguments,
                PushJson.Default.PushSetResponse,
                PushSubscriptionSet.RunAsync
            ),
        ];

    /// <summary>A date as JMAP writes it (RFC 8620 §1.4, UTCDate).</summary>
    internal static string Date(DateTimeOffset date) =>
        date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async ValueTask<PushGetResponse> GetAsync(
        PushGetArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        JmapLimits.CheckGet(arguments.Ids?.Count ?? 0);
        // Who can read where pushes go, and how they are encrypted, could read them (RFC 8620 §7.2.1).
        if (arguments.Properties?.Any(property => property is "url" or "keys") ?? false)
            throw new MethodException("forbidden", "url and keys are not given out.");
        var now = call.Server.Time.GetUtcNow();
        var all = (await PushSubscription.ReadAsync(call.Server.Objects, call.Account, cancellationToken))
            .Where(kept => kept.Subscription.Expires > now)
            .ToDictionary(kept => kept.Id, StringComparer.Ordinal);
        var list = new List<JsonObject>();
        var notFound = new List<string>();
        foreach (var id in arguments.Ids?.Distinct(StringComparer.Ordinal) ?? all.Keys)
            if (all.TryGetValue(id, out var kept))
                list.Add(View(kept, arguments.Properties));
            else
                notFound.Add(id);
        return new PushGetResponse(list, notFound);
    }

    private static JsonObject View(KeptSubscription kept, IReadOnlyList<string>? properties)
    {
        var view = new JsonObject { ["id"] = kept.Id };
        foreach (var property in properties ?? ["deviceClientId", "verificationCode", "expires", "types"])
            view[property] = property switch
            {
                "id" => kept.Id,
                "deviceClientId" => kept.Subscription.DeviceClientId,
                // What the client has given back, and nothing that it has yet to find out.
                "verificationCode" => kept.Subscription.IsVerified ? kept.Subscription.Code : null,
                "expires" => Date(kept.Subscription.Expires),
                "types" => kept.Subscription.Types is { } types ? new JsonArray([.. types.Select(type => JsonValue.Create(type))]) : null,
                _ => throw MethodException.InvalidArguments($"A PushSubscription has no property {property}."),
            };
        return view;
    }
}

internal sealed record PushGetArguments(IReadOnlyList<string>? Ids = null, IReadOnlyList<string>? Properties = null);

internal sealed record PushGetResponse(IReadOnlyList<JsonObject> List, IReadOnlyList<string> NotFound);

internal sealed record PushSetArguments(
    IReadOnlyDictionary<string, JsonElement>? Create = null,
    IReadOnlyDictionary<string, JsonElement>? Update = null,
    IReadOnlyList<string>? Destroy = null
);

internal sealed record PushSetResponse(
    IReadOnlyDictionary<string, JsonObject> Created,
    IReadOnlyDictionary<string, JsonObject?> Updated,
    IReadOnlyList<string> Destroyed,
    IReadOnlyDictionary<string, SetError> NotCreated,
    IReadOnlyDictionary<string, SetError> NotUpdated,
    IReadOnlyDictionary<string, SetError> NotDestroyed
);

/// <summary>Arguments and responses of the methods of PushSubscription in JSON, and subscriptions as they are kept.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(PushGetArguments))]
[JsonSerializable(typeof(PushGetResponse))]
[JsonSerializable(typeof(PushSetArguments))]
[JsonSerializable(typeof(PushSetResponse))]
[JsonSerializable(typeof(PushSubscription))]
internal sealed partial class PushJson : JsonSerializerContext;
