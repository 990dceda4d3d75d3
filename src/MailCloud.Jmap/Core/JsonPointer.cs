using System.Globalization;
using System.Text.Json;

namespace MailCloud.Jmap.Core;

/// <summary>
/// Finds values by a path (RFC 6901 §4), in which <c>*</c> stands for all items of a list, and what each of these leads to becomes one list (RFC 8620 §3.7).
/// </summary>
internal static class JsonPointer
{
    /// <returns>
    /// What the path leads to: one value, or with <c>*</c> the items of a list. Null: it leads nowhere.
    /// </returns>
    public static PointedValues? Find(JsonElement root, string path)
    {
        if (path.Length == 0)
            return new PointedValues([root], IsList: false);
        return path[0] == '/' ? Walk(root, path.Split('/').AsSpan(1)) : null;
    }

    private static PointedValues? Walk(JsonElement value, ReadOnlySpan<string> tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (value.ValueKind == JsonValueKind.Array && tokens[i] is "*")
                return Gather(value, tokens[(i + 1)..]);
            if (Step(value, tokens[i]) is not { } next)
                return null;
            value = next;
        }
        return new PointedValues([value], IsList: false);
    }

    private static PointedValues? Gather(JsonElement list, ReadOnlySpan<string> rest)
    {
        var gathered = new List<JsonElement>();
        foreach (var item in list.EnumerateArray())
        {
            if (Walk(item, rest) is not { } found)
                return null;
            foreach (var value in found.Values)
                if (!found.IsList && value.ValueKind == JsonValueKind.Array)
                    gathered.AddRange(value.EnumerateArray());
                else
                    gathered.Add(value);
        }
        return new PointedValues(gathered, IsList: true);
    }

    private static JsonElement? Step(JsonElement value, string token) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value.TryGetProperty(Unescape(token), out var property) ? property : null,
            JsonValueKind.Array => IndexOf(token) is { } index && index < value.GetArrayLength() ? value[index] : null,
            _ => null,
        };

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static int? IndexOf(string token) =>
        token is not ['0', _, ..] && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}

/// <param name="IsList">The values are items of one list; otherwise there is just one.</param>
internal readonly record struct PointedValues(IReadOnlyList<JsonElement> Values, bool IsList)
{
    public void Write(Utf8JsonWriter writer)
    {
        if (IsList)
            writer.WriteStartArray();
        foreach (var value in Values)
            value.WriteTo(writer);
        if (IsList)
            writer.WriteEndArray();
    }
}
