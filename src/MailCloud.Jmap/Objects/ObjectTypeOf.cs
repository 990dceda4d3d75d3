using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Objects;

/// <summary>A type whose objects are a record here: its JSON says which properties there are, and what they are unless said.</summary>
public abstract class ObjectType<T>(string name, string capability, string kind, JsonTypeInfo<T> json) : ObjectType(name, capability, kind)
    where T : class
{
    public override IReadOnlySet<string>? Properties { get; } =
        json.Properties.Select(property => property.Name).Append("id").ToFrozenSet(StringComparer.Ordinal);

    public sealed override async ValueTask<SetError?> CheckAsync(
        JsonObject value,
        KnownObject? old,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        T read;
        try
        {
            read = value.Deserialize(json)!;
        }
        catch (JsonException e)
        {
            return SetError.InvalidProperties("The value is not what the property takes.", PropertyPath.First(e.Path));
        }
        if (await CheckAsync(read, call, cancellationToken) is { } error)
            return error;
        value.Clear();
        foreach (var (property, node) in ToJson(read).ToList())
            value[property] = node?.DeepClone();
        return null;
    }

    protected JsonObject ToJson(T value) => JsonSerializer.SerializeToNode(value, json)!.AsObject();

    /// <returns>Why a value may not be; null: it may.</returns>
    protected abstract ValueTask<SetError?> CheckAsync(T value, MethodCall call, CancellationToken cancellationToken);
}

/// <summary>Where in a value an error is.</summary>
internal static class PropertyPath
{
    /// <summary>The property that a path, <c>$.replyTo[0].email</c>, begins with; empty: it is the value itself.</summary>
    public static string First(string? path) => (path ?? "").TrimStart('$', '.').Split('.', '[')[0];
}
