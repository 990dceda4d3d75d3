using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace MailCloud.Jmap.Core;

/// <summary>
/// Arguments that are taken from an earlier response of the same request (RFC 8620 §3.7): <c>"#ids": {"resultOf": "c0", "name": "Email/query", "path": "/ids"}</c>.
/// </summary>
internal sealed class ResultReferences(ImmutableArray<Invocation> calls)
{
    private const int MaxReferences = 16;

    /// <summary>The calls that another one refers to; the responses of the others need not be kept.</summary>
    private readonly HashSet<string> wanted =
    [
        .. from call in calls
        from property in call.Arguments.EnumerateObject()
        where IsReference(property) && property.Value.ValueKind == JsonValueKind.Object
        let of = property.Value.TryGetProperty("resultOf", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null
        where of is not null
        select of,
    ];

    private readonly Dictionary<string, (string Name, JsonElement Arguments)> responses = new(StringComparer.Ordinal);

    // A result can be referred to again and again, and so be more than the request that does so.
    private long octetsLeft = JmapLimits.MaxSizeRequest;

    /// <summary>Keeps a response that a later call needs: the first one to each call.</summary>
    public void Keep(string callId, string name, ReadOnlySpan<byte> arguments)
    {
        if (wanted.Contains(callId) && !responses.ContainsKey(callId))
            responses[callId] = (name, JsonElement.Parse(arguments));
    }

    /// <summary>The arguments with what they refer to in place of the references.</summary>
    /// <exception cref="MethodException">One of them leads nowhere, or stands beside a plain argument of its name.</exception>
    public JsonElement Resolve(JsonElement arguments)
    {
        var references = arguments.EnumerateObject().Count(IsReference);
        if (references == 0)
            return arguments;
        if (references > MaxReferences)
            throw Invalid($"A method call may refer to {MaxReferences} results.");
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            foreach (var property in arguments.EnumerateObject())
                WriteProperty(writer, property, arguments);
            writer.WriteEndObject();
        }
        return JsonElement.Parse(written.WrittenSpan);
    }

    private static bool IsReference(JsonProperty property) => property.Name.StartsWith('#');

    private void WriteProperty(Utf8JsonWriter writer, JsonProperty property, JsonElement arguments)
    {
        if (!IsReference(property))
        {
            property.WriteTo(writer);
            return;
        }
        var name = property.Name[1..];
        if (arguments.TryGetProperty(name, out _))
            throw MethodException.InvalidArguments($"{name} is there as itself and as a reference.");
        var before = writer.BytesCommitted + writer.BytesPending;
        writer.WritePropertyName(name);
        Find(property.Value).Write(writer);
        octetsLeft -= writer.BytesCommitted + writer.BytesPending - before;
        if (octetsLeft < 0)
            throw Invalid("The results that the request refers to are too long.");
    }

    private PointedValues Find(JsonElement reference)
    {
        if (
            TextOf(reference, "resultOf") is not { } id
            || TextOf(reference, "name") is not { } name
            || TextOf(reference, "path") is not { } path
        )
            throw Invalid("A reference has resultOf, name and path.");
        if (!responses.TryGetValue(id, out var response) || !string.Equals(response.Name, name, StringComparison.Ordinal))
            throw Invalid($"There is no response {name} to {id}.");
        return JsonPointer.Find(response.Arguments, path) ?? throw Invalid($"{path} leads nowhere.");
    }

    private static string? TextOf(JsonElement reference, string property) =>
        reference.ValueKind == JsonValueKind.Object
        && reference.TryGetProperty(property, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static MethodException Invalid(string description) => new("invalidResultReference", description);
}
