using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Session;

/// <summary>A run of messages of a view, by index: a sequence number less one. <paramref name="Last"/> belongs to it.</summary>
internal readonly record struct IndexRange(int First, int Last);

/// <summary>
/// The messages that a <c>sequence-set</c> names, as runs of a view: ascending and apart from each other. It costs nothing per message, however
/// many there are.
/// </summary>
internal sealed class IndexSet
{
    private IndexSet(ImmutableArray<IndexRange> ranges) => Ranges = ranges;

    public ImmutableArray<IndexRange> Ranges { get; }

    /// <summary>The messages that a set names in an open mailbox. UIDs that do not exist are no error (RFC 9051 §6.4.9).</summary>
    /// <exception cref="ImapSyntaxException">A sequence number is above the number of messages (RFC 9051 §9, <c>seq-number</c>).</exception>
    public static IndexSet Of(SelectedMailbox mailbox, SequenceSet set, bool byUid)
    {
        var ranges =
            set.IsSaved ? Indexes(mailbox.View, mailbox.SavedResult)
            : byUid ? Indexes(mailbox.View, mailbox.UidsOf(set))
            : Numbered(mailbox.View.Count, set);
        return new IndexSet(Join(ranges));
    }

    public bool Contains(int index)
    {
        int low = 0,
            high = Ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (index < Ranges[middle].First)
                high = middle - 1;
            else if (index > Ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    private static List<IndexRange> Indexes(MailboxState view, UidSet uids)
    {
        var ranges = new List<IndexRange>(uids.Ranges.Length);
        foreach (var (first, last) in uids.Ranges)
        {
            var (start, end) = (view.IndexOf(first), view.IndexOf(last));
            ranges.Add(new IndexRange(start < 0 ? ~start : start, end < 0 ? ~end - 1 : end));
        }
        return ranges;
    }

    private static List<IndexRange> Numbered(int count, SequenceSet set)
    {
        var ranges = new List<IndexRange>(set.Ranges.Length);
        foreach (var range in set.Ranges)
        {
            // In an empty mailbox "*" names nothing; clients ask for 1:* all the same.
            if (count == 0 && range.Last.IsLargest)
                continue;
            var (first, last) = range.Resolve((uint)count);
            if (first == 0 || last > count)
                throw new ImapSyntaxException("There is no message of that number");
            ranges.Add(new IndexRange((int)first - 1, (int)last - 1));
        }
        return ranges;
    }

    private static ImmutableArray<IndexRange> Join(List<IndexRange> ranges)
    {
        ranges.Sort(static (left, right) => left.First.CompareTo(right.First));
        var joined = ImmutableArray.CreateBuilder<IndexRange>(ranges.Count);
        foreach (var range in ranges)
        {
            if (range.First > range.Last)
                continue;
            if (joined.Count > 0 && range.First <= joined[^1].Last + 1)
                joined[^1] = joined[^1] with { Last = Math.Max(joined[^1].Last, range.Last) };
            else
                joined.Add(range);
        }
        return joined.ToImmutable();
    }
}
