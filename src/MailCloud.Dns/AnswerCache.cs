using System.Diagnostics.CodeAnalysis;

namespace MailCloud.Dns;

/// <summary>
/// Answers about one type of record, each for as long as it lives. What strangers make us ask for cannot fill the memory: the oldest answers go when there
/// are too many octets of them.
/// </summary>
internal sealed class AnswerCache<T>(TimeProvider time)
{
    /// <summary>Together, as they came over the wire, with what it costs to keep them.</summary>
    public const int MaxOctets = 2 * 1024 * 1024;

    private const int EntryOctets = 256;

    private readonly Lock changing = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, Entry Entry)> oldestFirst = new();
    private int octets;

    public bool TryGet(string name, [NotNullWhen(true)] out DnsAnswer<T>? answer)
    {
        lock (changing)
            answer = entries.TryGetValue(name, out var entry) && entry.End > time.GetUtcNow() ? entry.Answer : null;
        return answer is not null;
    }

    /// <param name="size">Octets of the answer on the wire.</param>
    /// <param name="life">How long it may be kept; zero: not at all.</param>
    public void Add(string name, DnsAnswer<T> answer, int size, TimeSpan life)
    {
        if (life <= TimeSpan.Zero)
            return;
        var entry = new Entry(answer, EntryOctets + size, time.GetUtcNow() + life);
        lock (changing)
        {
            entries[name] = entry;
            oldestFirst.Enqueue((name, entry));
            octets += entry.Octets;
            while (octets > MaxOctets)
                DropOldest();
        }
    }

    private void DropOldest()
    {
        var (name, oldest) = oldestFirst.Dequeue();
        octets -= oldest.Octets;
        // A newer answer about the name has its own place in the queue.
        if (entries.TryGetValue(name, out var entry) && entry == oldest)
            entries.Remove(name);
    }

    private sealed class Entry(DnsAnswer<T> answer, int octets, DateTimeOffset end)
    {
        public DnsAnswer<T> Answer => answer;
        public int Octets => octets;
        public DateTimeOffset End => end;
    }
}
