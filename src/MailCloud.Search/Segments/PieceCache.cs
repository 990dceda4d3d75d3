using MailCloud.Mail.Search;

namespace MailCloud.Search.Segments;

/// <summary>Names a piece of a segment.</summary>
/// <param name="Start">Its first octet in the blob.</param>
internal readonly record struct PieceName(SegmentId Segment, int Start);

/// <summary>Pieces of segments that were read lately, as they are in memory, up to a number of octets; those not used longest go first.</summary>
internal sealed class PieceCache(long maxOctets)
{
    private readonly Lock gate = new();
    private readonly Dictionary<PieceName, LinkedListNode<(PieceName Name, object Piece, int Weight)>> byName = [];
    private readonly LinkedList<(PieceName Name, object Piece, int Weight)> byUse = new();

    /// <summary>Octets that are kept now.</summary>
    public long Octets { get; private set; }

    public T? Find<T>(PieceName name)
        where T : class
    {
        lock (gate)
        {
            if (!byName.TryGetValue(name, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Piece as T;
        }
    }

    public void Add(PieceName name, object piece, int weight)
    {
        // One that would drive out most others is not worth it.
        if (weight > maxOctets / 2)
            return;
        lock (gate)
        {
            if (byName.ContainsKey(name))
                return;
            byName[name] = byUse.AddFirst((name, piece, weight));
            Octets += weight;
            while (Octets > maxOctets && byUse.Last is { } last)
            {
                byName.Remove(last.Value.Name);
                byUse.RemoveLast();
                Octets -= last.Value.Weight;
            }
        }
    }
}
