using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails;

/// <summary>Where a message lies: a mailbox, and its UID there.</summary>
internal readonly record struct Place(MailboxId Mailbox, Uid Uid);

/// <summary>
/// The places of messages by one of their numbers. Immutable: most of it is two sorted arrays, which all maps made from each other share, and what has changed
/// since these were made lies over them.
/// </summary>
internal sealed class PlaceMap
{
    private readonly ulong[] keys;
    private readonly Place[] places;
    private readonly ImmutableDictionary<ulong, ImmutableArray<Place>> changed;

    private PlaceMap(ulong[] keys, Place[] places, ImmutableDictionary<ulong, ImmutableArray<Place>> changed)
    {
        this.keys = keys;
        this.places = places;
        this.changed = changed;
    }

    /// <summary>How many keys have changed since the arrays were made.</summary>
    public int Changes => changed.Count;

    /// <summary>Takes the arrays, and sorts them.</summary>
    public static PlaceMap Of(ulong[] keys, Place[] places)
    {
        Array.Sort(keys, places);
        return new PlaceMap(keys, places, ImmutableDictionary<ulong, ImmutableArray<Place>>.Empty);
    }

    /// <summary>The places of a key, in no order.</summary>
    public ReadOnlySpan<Place> this[ulong key] => changed.TryGetValue(key, out var found) ? found.AsSpan() : Unchanged(key);

    public PlaceMap With(ulong key, Place place) => Set(key, [.. this[key], place]);

    public PlaceMap Without(ulong key, Place place)
    {
        var rest = ImmutableArray.CreateBuilder<Place>();
        foreach (var other in this[key])
            if (other != place)
                rest.Add(other);
        return Set(key, rest.ToImmutable());
    }

    private PlaceMap Set(ulong key, ImmutableArray<Place> now) => new(keys, places, changed.SetItem(key, now));

    private ReadOnlySpan<Place> Unchanged(ulong key)
    {
        var first = Array.BinarySearch(keys, key);
        if (first < 0)
            return [];
        var end = first + 1;
        while (first > 0 && keys[first - 1] == key)
            first--;
        while (end < keys.Length && keys[end] == key)
            end++;
        return places.AsSpan(first..end);
    }
}
