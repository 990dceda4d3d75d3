using System.Collections.Immutable;
using System.Text;

namespace MailCloud.Mail.Store;

/// <summary>A closed range of UIDs, <paramref name="First"/> ≤ <paramref name="Last"/>.</summary>
public readonly record struct UidRange(Uid First, Uid Last)
{
    public long Count => (long)Last.Value - First.Value + 1;
}

/// <summary>
/// An immutable set of UIDs as ascending, disjoint, non-adjacent ranges. In an event every UID of it exists, so that <see cref="Count"/> is the
/// number of messages the event touches.
/// </summary>
public sealed class UidSet : IEquatable<UidSet>
{
    public static readonly UidSet Empty = new([]);

    /// <summary>All UIDs that there can be.</summary>
    public static readonly UidSet All = new([new UidRange(new Uid(1), new Uid(uint.MaxValue))]);

    private UidSet(ImmutableArray<UidRange> ranges) => Ranges = ranges;

    public ImmutableArray<UidRange> Ranges { get; }

    public bool IsEmpty => Ranges.IsEmpty;

    public long Count
    {
        get
        {
            long count = 0;
            foreach (var range in Ranges)
                count += range.Count;
            return count;
        }
    }

    /// <summary>The set of these ranges, in any order, overlapping or not.</summary>
    public static UidSet Of(params IEnumerable<UidRange> ranges)
    {
        var builder = new Builder();
        foreach (var range in ranges.Where(r => r.First <= r.Last).OrderBy(r => r.First))
            builder.Add(range);
        return builder.ToSet();
    }

    /// <summary>The set of these UIDs, in any order.</summary>
    public static UidSet Of(params IEnumerable<Uid> uids) => Of(uids.Select(uid => new UidRange(uid, uid)));

    public bool Contains(Uid uid)
    {
        int low = 0,
            high = Ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var range = Ranges[middle];
            if (uid < range.First)
                high = middle - 1;
            else if (uid > range.Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    /// <summary>The UIDs that both sets have.</summary>
    public UidSet Intersect(UidSet other)
    {
        var common = new Builder();
        for (int mine = 0, theirs = 0; mine < Ranges.Length && theirs < other.Ranges.Length; )
        {
            var (left, right) = (Ranges[mine], other.Ranges[theirs]);
            var first = left.First > right.First ? left.First : right.First;
            var last = left.Last < right.Last ? left.Last : right.Last;
            if (first <= last)
                common.Add(new UidRange(first, last));
            if (left.Last < right.Last)
                mine++;
            else
                theirs++;
        }
        return common.ToSet();
    }

    /// <summary>The UIDs of this set that the other one does not have.</summary>
    public UidSet Except(UidSet other) => Intersect(other.Complement());

    /// <summary>Each UID of the set, ascending. The set may be wide (1:4294967295): walk it only where every UID is known to exist.</summary>
    public IEnumerable<Uid> Enumerate()
    {
        foreach (var range in Ranges)
            for (var value = (ulong)range.First.Value; value <= range.Last.Value; value++)
                yield return new Uid((uint)value);
    }

    public bool Equals(UidSet? other) => other is not null && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as UidSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var range in Ranges)
            hash.Add(range);
        return hash.ToHashCode();
    }

    /// <summary>All UIDs that there can be, from 1 on, without those of this set.</summary>
    private UidSet Complement()
    {
        var rest = new Builder();
        ulong next = 1;
        foreach (var (first, last) in Ranges)
        {
            if (first.Value > next)
                rest.Add(new UidRange(new Uid((uint)next), new Uid(first.Value - 1)));
            next = (ulong)last.Value + 1;
        }
        if (next <= uint.MaxValue)
            rest.Add(new UidRange(new Uid((uint)next), new Uid(uint.MaxValue)));
        return rest.ToSet();
    }

    /// <summary>The <c>uid-set</c> of RFC 4315 §4, e.g. <c>1:3,7</c>; empty for the empty set.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (first, last) in Ranges)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(first.Value);
            if (last != first)
                text.Append(':').Append(last.Value);
        }
        return text.ToString();
    }

    /// <summary>Builds a set from UIDs or ranges that come in ascending order of their first UID.</summary>
    public sealed class Builder
    {
        private readonly ImmutableArray<UidRange>.Builder ranges = ImmutableArray.CreateBuilder<UidRange>();

        public void Add(Uid uid) => Add(new UidRange(uid, uid));

        /// <exception cref="ArgumentException">The range begins before the one added last.</exception>
        public void Add(UidRange range)
        {
            if (ranges.Count == 0)
            {
                ranges.Add(range);
                return;
            }
            var last = ranges[^1];
            if (range.First < last.First)
                throw new ArgumentException("Ranges come in ascending order.", nameof(range));
            if (range.First.Value <= (ulong)last.Last.Value + 1)
                ranges[^1] = last with { Last = range.Last > last.Last ? range.Last : last.Last };
            else
                ranges.Add(range);
        }

        public UidSet ToSet() => ranges.Count == 0 ? Empty : new UidSet(ranges.ToImmutable());
    }
}
