using System.Text.Json.Nodes;

namespace MailCloud.Jmap.Objects;

/// <summary>An object as it is when a method looks.</summary>
/// <param name="Version">Names its version in the store; 0: it is not kept there.</param>
/// <param name="Value">Its properties but the id.</param>
public sealed record KnownObject(string Id, ulong Version, JsonObject Value)
{
    /// <summary>The object with its id and those properties; null: all.</summary>
    public JsonObject With(IReadOnlyCollection<string>? properties)
    {
        var shown = new JsonObject { ["id"] = Id };
        foreach (var (name, value) in Value)
            if (properties?.Contains(name, StringComparer.Ordinal) ?? true)
                shown[name] = value?.DeepClone();
        return shown;
    }
}

/// <summary>The objects of a type in one state of the account.</summary>
public sealed class KnownObjects(ulong state)
{
    private readonly SortedDictionary<string, KnownObject> objects = new(StringComparer.Ordinal);

    public ulong State => state;

    public int Count => objects.Count;

    public IEnumerable<string> Ids => objects.Keys;

    public IEnumerable<KnownObject> All => objects.Values;

    public KnownObject? Find(string id) => objects.GetValueOrDefault(id);

    internal void Add(KnownObject known) => objects[known.Id] = known;
}
