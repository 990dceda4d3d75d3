using System.Runtime.InteropServices;

namespace MailCloud.Mail.Limits;

/// <summary>
/// Remembers a point in time for each key until it has passed, and never more keys than it has room for: what strangers choose must not fill memory. When there
/// are more, it forgets all of them, which is in their favour.
/// </summary>
public sealed class Deadlines<TKey>(TimeProvider time, int capacity = 100_000)
    where TKey : notnull
{
    private readonly Dictionary<TKey, DateTimeOffset> deadlines = [];
    private readonly Lock gate = new();

    /// <summary>How many keys there are, passed ones included.</summary>
    public int Count => deadlines.Count;

    /// <summary>Whether the key has a point in time that is still to come.</summary>
    public bool IsPending(TKey key)
    {
        lock (gate)
            return deadlines.TryGetValue(key, out var deadline) && deadline > time.GetUtcNow();
    }

    /// <summary>Sets a key's point in time.</summary>
    public void Set(TKey key, DateTimeOffset deadline) => Move(key, _ => deadline);

    /// <summary>Moves a key's point in time, in one step.</summary>
    /// <param name="next">From the one that is still to come, or from now, to the next; null: it stays.</param>
    /// <returns>Whether it moved.</returns>
    public bool Move(TKey key, Func<DateTimeOffset, DateTimeOffset?> next)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var current = deadlines.TryGetValue(key, out var found) && found > now ? found : now;
            if (next(current) is not { } moved)
                return false;
            if (deadlines.Count >= capacity)
                MakeRoom(now);
            CollectionsMarshal.GetValueRefOrAddDefault(deadlines, key, out _) = moved;
            return true;
        }
    }

    // Halves at least, so that a flood of keys does not make each new one pay for a search of all.
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, deadline) in deadlines)
            if (deadline <= now)
                deadlines.Remove(key);
        if (deadlines.Count > capacity / 2)
            deadlines.Clear();
    }
}
