using MailCloud.Mail.Store;

namespace MailCloud.Storage.Packs;

/// <summary>Stretches of packs that were written or read lately, up to a number of octets; those not used longest go first.</summary>
internal sealed class PackCache(long maxOctets)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(PackId Pack, long Start), LinkedListNode<Stretch>> byPlace = [];
    private readonly LinkedList<Stretch> byUse = new();
    private long octets;

    private sealed record Stretch(PackId Pack, long Start, byte[] Bytes);

    /// <summary>Keeps what lies at <paramref name="start"/> of the pack.</summary>
    public void Add(PackId pack, long start, byte[] bytes)
    {
        // One that would drive out most others is not worth it.
        if (bytes.Length > maxOctets / 4)
            return;
        lock (gate)
        {
            if (byPlace.Remove((pack, start), out var old))
                Remove(old);
            byPlace[(pack, start)] = byUse.AddFirst(new Stretch(pack, start, bytes));
            octets += bytes.Length;
            while (octets > maxOctets && byUse.Last is { } last)
            {
                byPlace.Remove((last.Value.Pack, last.Value.Start));
                Remove(last);
            }
        }
    }

    /// <summary>A range of a message; null: not all of it is here.</summary>
    public ReadOnlyMemory<byte>? Find(MessageReference message, long offset, long length)
    {
        lock (gate)
            return Find(message.Pack, 0, message.Offset + offset, length)
                ?? Find(message.Pack, message.Offset, message.Offset + offset, length);
    }

    private ReadOnlyMemory<byte>? Find(PackId pack, long start, long from, long length)
    {
        if (!byPlace.TryGetValue((pack, start), out var node) || from + length > start + node.Value.Bytes.Length)
            return null;
        byUse.Remove(node);
        byUse.AddFirst(node);
        return node.Value.Bytes.AsMemory((int)(from - start), (int)length);
    }

    private void Remove(LinkedListNode<Stretch> node)
    {
        byUse.Remove(node);
        octets -= node.Value.Bytes.Length;
    }
}
