using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MailCloud.Mail.Store;

/// <summary>
/// The messages of one mailbox at one moment, in order of UID: an immutable snapshot that shares almost everything with the snapshots before and
/// after it. Records lie in segments; a change copies the segments it touches, an append writes behind the end that older snapshots know.
/// </summary>
public sealed class MailboxState
{
    private readonly ImmutableArray<Segment> segments;
    private readonly int[] starts;

    private MailboxState(KeywordTable keywords, ImmutableArray<Segment> segments)
    {
        Keywords = keywords;
        this.segments = segments;
        starts = new int[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            starts[i] = Count;
            Count += segments[i].Count;
        }
    }

    public static readonly MailboxState Empty = new(KeywordTable.Empty, []);

    /// <summary>How many messages there are: the highest message sequence number (RFC 9051 §2.3.1.2).</summary>
    public int Count { get; }

    public KeywordTable Keywords { get; }

    /// <summary>The message at an index: its sequence number less one.</summary>
    public ref readonly MessageRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var segment = SegmentAt(index);
            return ref segments[segment].Records[index - starts[segment]];
        }
    }

    /// <summary>The records in order, in stretches; the fastest way through a large mailbox.</summary>
    public IEnumerable<ReadOnlyMemory<MessageRecord>> Stretches => segments.Select(segment => segment.AsMemory());

    /// <summary>The index of a message, or the complement (<c>~</c>) of the index where it would be.</summary>
    public int IndexOf(Uid uid)
    {
        int low = 0,
            high = segments.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var segment = segments[middle];
            if (uid < segment.FirstUid)
                high = middle - 1;
            else if (uid > segment.LastUid)
                low = middle + 1;
            else
            {
                var place = segment.IndexOf(uid);
                return place >= 0 ? starts[middle] + place : ~(starts[middle] + ~place);
            }
        }
        return ~(low < starts.Length ? starts[low] : Count);
    }

    public bool Contains(Uid uid) => IndexOf(uid) >= 0;

    /// <summary>Those of the UIDs that exist.</summary>
    public UidSet Intersect(UidSet uids) => Where(uids, static (in MessageRecord _) => true);

    /// <summary>Those of the UIDs that exist and whose message satisfies the condition.</summary>
    public UidSet Where(UidSet uids, MessageCondition condition)
    {
        var result = new UidSet.Builder();
        foreach (var range in uids.Ranges)
        {
            var index = IndexOf(range.First);
            for (index = index < 0 ? ~index : index; index < Count; index++)
            {
                ref readonly var message = ref this[index];
                if (message.Uid > range.Last)
                    break;
                if (condition(message))
                    result.Add(message.Uid);
            }
        }
        return result.ToSet();
    }

    /// <summary>All UIDs of the mailbox.</summary>
    public UidSet AllUids()
    {
        var result = new UidSet.Builder();
        foreach (var stretch in Stretches)
        foreach (ref readonly var message in stretch.Span)
            result.Add(message.Uid);
        return result.ToSet();
    }

    /// <summary>
    /// This snapshot with the messages still in it that <paramref name="older"/> had and that were expunged since: what a session shows whose client
    /// may not be told of an EXPUNGE yet (RFC 9051 §7.5.1).
    /// </summary>
    /// <param name="delta">The delta from <paramref name="older"/> to this snapshot.</param>
    public MailboxState WithGhosts(MailboxState older, MailboxDelta delta)
    {
        var appended = new List<MessageRecord>();
        foreach (var range in delta.Appended.Ranges)
            for (var index = IndexOf(range.First); index >= 0 && index < Count && this[index].Uid <= range.Last; index++)
                appended.Add(this[index]);
        return new MailboxState(Keywords, older.segments)
            .Change(delta.Changed, (in MessageRecord message) => this[IndexOf(message.Uid)])
            .Append(CollectionsMarshal.AsSpan(appended));
    }

    /// <summary>
    /// How many records from this index on lie in memory that the other snapshot shares from its index on, so that they cannot differ. Zero: look at
    /// them.
    /// </summary>
    internal int SharedRun(int index, MailboxState other, int otherIndex)
    {
        int mine = SegmentAt(index),
            theirs = other.SegmentAt(otherIndex);
        int place = index - starts[mine],
            otherPlace = otherIndex - other.starts[theirs];
        return place == otherPlace && ReferenceEquals(segments[mine].Records, other.segments[theirs].Records)
            ? Math.Min(segments[mine].Count, other.segments[theirs].Count) - place
            : 0;
    }

    internal int SegmentAt(int index)
    {
        var found = Array.BinarySearch(starts, index);
        return found >= 0 ? found : ~found - 1;
    }

    internal MailboxState WithKeywords(ImmutableArray<string> names)
    {
        var keywords = Keywords.With(names);
        return ReferenceEquals(keywords, Keywords) ? this : new MailboxState(keywords, segments);
    }

    /// <summary>Adds messages behind the last one; their UIDs are above every UID there was.</summary>
    internal MailboxState Append(ReadOnlySpan<MessageRecord> messages)
    {
        var builder = segments.ToBuilder();
        while (!messages.IsEmpty)
        {
            if (builder.Count == 0 || builder[^1].Count >= Segment.Capacity)
                builder.Add(Segment.New());
            var taken = Math.Min(messages.Length, Segment.Capacity - builder[^1].Count);
            builder[^1] = builder[^1].Append(messages[..taken]);
            messages = messages[taken..];
        }
        return new MailboxState(Keywords, builder.ToImmutable());
    }

    /// <summary>Replaces each of the messages by what <paramref name="change"/> makes of it.</summary>
    internal MailboxState Change(UidSet uids, MessageTransform change)
    {
        var builder = segments.ToBuilder();
        for (var i = 0; i < builder.Count; i++)
            builder[i] = builder[i].Change(uids, change);
        return new MailboxState(Keywords, builder.ToImmutable());
    }

    /// <summary>Takes the messages out.</summary>
    internal MailboxState Remove(UidSet uids)
    {
        var builder = ImmutableArray.CreateBuilder<Segment>(segments.Length);
        foreach (var segment in segments)
            if (segment.Remove(uids) is { Count: > 0 } rest)
                builder.Add(rest);
        return new MailboxState(Keywords, builder.ToImmutable());
    }
}

/// <summary>A condition on a message.</summary>
public delegate bool MessageCondition(in MessageRecord message);

/// <summary>What becomes of a message.</summary>
internal delegate MessageRecord MessageTransform(in MessageRecord message);
