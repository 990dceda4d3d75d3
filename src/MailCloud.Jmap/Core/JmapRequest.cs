using System.Collections.Immutable;
using System.Text.Json;

namespace MailCloud.Jmap.Core;

/// <summary>A request (RFC 8620 §3.3), read but not run.</summary>
/// <param name="Using">The capabilities that the client says it uses; all of them are known.</param>
/// <param name="CreatedIds">Null: the client does not ask for them.</param>
internal sealed record JmapRequest(
    ImmutableHashSet<string> Using,
    ImmutableArray<Invocation> Calls,
    IReadOnlyDictionary<string, string>? CreatedIds
)
{
    /// <exception cref="RequestException">The octets are no request, or one that is refused as a whole.</exception>
    public static JmapRequest Parse(ReadOnlySpan<byte> octets)
    {
        JsonElement request;
        try
        {
            request = InternetJson.Parse(octets);
        }
        catch (JsonException e)
        {
            throw RequestException.NotJson(e.Message);
        }
        if (request.ValueKind != JsonValueKind.Object)
            throw RequestException.NotRequest("A request is an object.");
        var used = ReadUsing(request);
        var calls = ReadCalls(request);
        var created = ReadCreatedIds(request);
        if (used.FirstOrDefault(capability => !Capabilities.All.Contains(capability)) is { } unknown)
            throw RequestException.UnknownCapability(unknown);
        return calls.Length <= JmapLimits.MaxCallsInRequest ? new JmapRequest(used, calls, created) : throw RequestException.TooManyCalls();
    }

    private static ImmutableHashSet<string> ReadUsing(JsonElement request) =>
        request.TryGetProperty("using", out var list)
        && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? list.EnumerateArray().Select(item => item.GetString()!).ToImmutableHashSet(StringComparer.Ordinal)
            : throw RequestException.NotRequest("using is a list of capabilities.");

    private static ImmutableArray<Invocation> ReadCalls(JsonElement request) =>
        request.TryGetProperty("methodCalls", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Invocation.Read)]
            : throw RequestException.NotRequest("methodCalls is a list of method calls.");

    private static Dictionary<string, string>? ReadCreatedIds(JsonElement request)
    {
        if (!request.TryGetProperty("createdIds", out var created) || created.ValueKind == JsonValueKind.Null)
            return null;
        return
            created.ValueKind == JsonValueKind.Object
            && created.EnumerateObject().All(property => property.Value.ValueKind == JsonValueKind.String)
            ? created
                .EnumerateObject()
                .ToDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal)
            : throw RequestException.NotRequest("createdIds has an id for each creation id.");
    }
}

/// <summary>A method call, or its response (RFC 8620 §3.2).</summary>
/// <param name="Id">The client's own name for the call; its responses have it, too.</param>
internal sealed record Invocation(string Name, JsonElement Arguments, string Id)
{
    /// <exception cref="RequestException">It is no invocation.</exception>
    public static Invocation Read(JsonElement tuple) =>
        tuple.ValueKind == JsonValueKind.Array
        && tuple.GetArrayLength() == 3
        && tuple[0].ValueKind == JsonValueKind.String
        && tuple[1].ValueKind == JsonValueKind.Object
        && tuple[2].ValueKind == JsonValueKind.String
            ? new Invocation(tuple[0].GetString()!, tuple[1], tuple[2].GetString()!)
            : throw RequestException.NotRequest("A method call is a name, an object of arguments, and an id.");
}
