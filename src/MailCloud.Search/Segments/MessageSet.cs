using System.Numerics;

namespace MailCloud.Search.Segments;

/// <summary>A set of messages of a segment, by their numbers.</summary>
internal sealed class MessageSet(int capacity)
{
    private readonly ulong[] bits = new ulong[(capacity + 63) / 64];

    public bool IsEmpty => bits.AsSpan().IndexOfAnyExcept(0UL) < 0;

    public int Count => bits.Sum(BitOperations.PopCount);

    public static MessageSet All(int capacity)
    {
        var set = new MessageSet(capacity);
        for (var message = 0; message < capacity; message++)
            set.Add(message);
        return set;
    }

    public bool Contains(int message) => (bits[message >> 6] & (1UL << message)) != 0;

    /// <exception cref="InvalidDataException">The segment has no such message.</exception>
    public void Add(int message)
    {
        if ((uint)message >= (uint)capacity)
            throw new InvalidDataException("A text index names a message that it does not have.");
        bits[message >> 6] |= 1UL << message;
    }

    public void Remove(int message) => bits[message >> 6] &= ~(1UL << message);

    public void UnionWith(MessageSet other)
    {
        for (var i = 0; i < bits.Length; i++)
            bits[i] |= other.bits[i];
    }

    public void IntersectWith(MessageSet other)
    {
        for (var i = 0; i < bits.Length; i++)
            bits[i] &= other.bits[i];
    }

    public void ExceptWith(MessageSet other)
    {
        for (var i = 0; i < bits.Length; i++)
            bits[i] &= ~other.bits[i];
    }
}
