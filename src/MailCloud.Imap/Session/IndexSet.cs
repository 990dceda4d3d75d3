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
        var ranges = byUid || set.IsSaved ? Indexes(mailbox.View, mailbox.UidsOf(set)) : Numbered(mailbox.View.Count, set);
        return new IndexSet(Join(ranges));
    }

    /// <summary>The messages of a view that have these UIDs.</summary>
    public static IndexSet Of(MailboxState view, UidSet uids) => new(Join(Indexes(view, uids)));

    /// <summary>Those of the messages that changed after <paramref name="since"/> (CHANGEDSINCE, RFC 7162 §3.1.4).</summary>
    public IndexSet ChangedSince(MailboxState view, ModSeq since)
    {
        var changed = ImmutableArray.CreateBuilder<IndexRange>();
        foreach (var range in Ranges)
        {
            for (var index = range.First; index <= range.Last; index++)
            {
                if (view[index].ModSeq <= since)
                    continue;
                if (changed.Count > 0 && changed[^1].Last == index - 1)
                    changed[^1] = changed[^1] with { Last = index };
                else
                    changed.Add(new IndexRange(index, index));
            }
        }
        return new IndexSet(changed.ToImmutable());
    }

    /// <summary>Those of the messages that a page of them has (RFC 9394 §3.3).</summary>
    public IndexSet Page(PartialRange page)
    {
        var (start, left) = page.Resolve(Ranges.Sum(range => range.Last - range.First + 1));
        var ranges = ImmutableArray.CreateBuilder<IndexRange>();
        foreach (var range in Ranges)
        {
            var length = range.Last - range.First + 1;
            var skipped = Math.Min(start, length);
            var taken = Math.Min(left, length - skipped);
            if (taken > 0)
                ranges.Add(new IndexRange(range.First + skipped, range.First + skipped + taken - 1));
            (start, left) = (start - skipped, left - taken);
        }
        return new IndexSet(ranges.ToImmutable());
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

    /// <summary>A <c>sequence-set</c> of the messages' numbers.</summary>
    public override string ToString() =>
        string.Join(',', Ranges.Select(range => range.First == range.Last ? $"{range.First + 1}" : $"{range.First + 1}:{range.Last + 1}"));

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
