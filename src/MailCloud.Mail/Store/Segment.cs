using System.Runtime.CompilerServices;

namespace MailCloud.Mail.Store;

/// <summary>
/// A run of message records of one mailbox. Snapshots share the array: each knows how many records of it are its own, and the first
/// snapshot to append takes the places behind them; every other one copies.
/// </summary>
internal readonly record struct Segment
{
    /// <summary>Records in a full segment: small enough to copy for one changed flag, large enough that a big mailbox has few.</summary>
    public const int Capacity = 512;

    private const int InitialCapacity = 16;

    private readonly StrongBox<int> used;

    private Segment(MessageRecord[] records, int count, StrongBox<int> used)
    {
        Records = records;
        Count = count;
        this.used = used;
    }

    public MessageRecord[] Records { get; }

    public int Count { get; }

    public Uid FirstUid => Records[0].Uid;

    public Uid LastUid => Records[Count - 1].Uid;

    public static Segment New() => new(new MessageRecord[InitialCapacity], 0, new StrongBox<int>(0));

    public ReadOnlyMemory<MessageRecord> AsMemory() => Records.AsMemory(0, Count);

    public int IndexOf(Uid uid)
    {
        int low = 0,
            high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = Records[middle].Uid;
            if (found == uid)
                return middle;
            if (found < uid)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    public Segment Append(ReadOnlySpan<MessageRecord> messages)
    {
        var count = Count + messages.Length;
        if (count <= Records.Length && Interlocked.CompareExchange(ref used.Value, count, Count) == Count)
        {
            messages.CopyTo(Records.AsSpan(Count));
            return new Segment(Records, count, used);
        }
        var records = new MessageRecord[Math.Min(Capacity, Math.Max(count, Records.Length * 2))];
        Records.AsSpan(0, Count).CopyTo(records);
        messages.CopyTo(records.AsSpan(Count));
        return new Segment(records, count, new StrongBox<int>(count));
    }

    public Segment Change(UidSet uids, MessageTransform change)
    {
        MessageRecord[]? changed = null;
        foreach (var range in uids.Ranges)
        {
            if (range.Last < FirstUid)
                continue;
            if (range.First > LastUid)
                break;
            var index = IndexOf(range.First);
            for (index = index < 0 ? ~index : index; index < Count && Records[index].Uid <= range.Last; index++)
            {
                changed ??= Records.AsSpan(0, Count).ToArray();
                changed[index] = change(Records[index]);
            }
        }
        return changed is null ? this : new Segment(changed, Count, new StrongBox<int>(Count));
    }

    public Segment Remove(UidSet uids)
    {
        MessageRecord[]? kept = null;
        var count = 0;
        for (var index = 0; index < Count; index++)
        {
            if (uids.Contains(Records[index].Uid))
            {
                if (kept is null)
                {
                    kept = new MessageRecord[Count];
                    Records.AsSpan(0, index).CopyTo(kept);
                }
            }
            else
            {
                if (kept is not null)
                    kept[count] = Records[index];
                count++;
            }
        }
        return kept is null ? this : new Segment(kept, count, new StrongBox<int>(count));
    }
}
