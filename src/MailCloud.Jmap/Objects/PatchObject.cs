using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Objects;

/// <summary>What an update says (RFC 8620 §5.3): paths into the object, with what is to be there; null: what is there without anybody saying, or nothing.</summary>
public static class PatchObject
{
    /// <summary>Applies a patch to an object.</summary>
    /// <returns>Why it cannot be applied, the object then being in pieces; null: it is done.</returns>
    public static SetError? Apply(JsonObject target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            return new SetError("invalidPatch", "A patch is an object.");
        var paths = patch.EnumerateObject().Select(entry => entry.Name).ToList();
        foreach (var path in paths)
            if (paths.Exists(other => other.StartsWith(path + "/", StringComparison.Ordinal)))
                return new SetError("invalidPatch", $"{path} is set as a whole and in part.");
        foreach (var entry in patch.EnumerateObject())
            if (!TrySet(target, entry.Name.Split('/'), entry.Value))
                return new SetError("invalidPatch", $"{entry.Name} leads nowhere.");
        return null;
    }

    private static bool TrySet(JsonObject target, ReadOnlySpan<string> path, JsonElement value)
    {
        foreach (var step in path[..^1])
        {
            // What lies in a list cannot be set.
            if (target[Unescape(step)] is not JsonObject next)
                return false;
            target = next;
        }
        var name = Unescape(path[^1]);
        if (value.ValueKind == JsonValueKind.Null)
            target.Remove(name);
        else
            target[name] = ToNode(value);
        return true;
    }

    internal static JsonNode? ToNode(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => JsonObject.Create(value),
            JsonValueKind.Array => JsonArray.Create(value),
            JsonValueKind.Null => null,
            _ => JsonValue.Create(value),
        };

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
