using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>A comparator of a query (RFC 8620 §5.5) as we know it.</summary>
/// <param name="Keyword">Empty, where the key needs none.</param>
internal readonly record struct SortBy(SortKey Key, string Keyword, bool IsAscending);

/// <summary>
/// Puts what is found into an order. Emails that no comparator tells apart are in the order of their ids, forwards or backwards as the first comparator is: where mail
/// came in one by one, newest first is just the reverse of how it lies in the mailbox.
/// </summary>
internal sealed class EmailOrder(ImmutableArray<SortBy> comparators)
{
    private readonly ImmutableArray<(SortColumn Column, int Sign)> columns =
    [
        .. comparators.Select(by => (by.Key.NewColumn(by.Keyword), by.IsAscending ? 1 : -1)),
    ];

    private readonly List<(EmailId Email, ThreadId Thread)> found = [];

    public bool NeedsSummary { get; } = comparators.Any(by => by.Key.NeedsSummary);

    public void Add(QueriedEmail email)
    {
        found.Add((email.Record.EmailId, email.Record.ThreadId));
        foreach (var (column, _) in columns)
            column.Add(email);
    }

    /// <summary>The ids in order.</summary>
    /// <param name="collapse">Only the first Email of each conversation (RFC 8621 §4.4.3).</param>
    public EmailId[] Sort(bool collapse)
    {
        var places = Enumerable.Range(0, found.Count).ToArray();
        Sort(places);
        if (!collapse)
            return Array.ConvertAll(places, place => found[place].Email);
        var threads = new HashSet<ThreadId>(places.Length);
        return [.. places.Where(place => threads.Add(found[place].Thread)).Select(place => found[place].Email)];
    }

    private void Sort(int[] places)
    {
        var (ascends, descends) = (true, true);
        for (var i = 1; i < places.Length && (ascends || descends); i++)
        {
            var order = Compare(i - 1, i);
            ascends &= order < 0;
            descends &= order > 0;
        }
        if (ascends)
            return;
        if (descends)
            Array.Reverse(places);
        else if (columns is [(NumberColumn numbers, var sign), ..])
            Sort(places, numbers, sign);
        else
            Array.Sort(places, Compare);
    }

    /// <summary>Sorts by numbers alone first, which is several times as fast as to compare.</summary>
    private void Sort(int[] places, NumberColumn numbers, int sign)
    {
        var keys = Array.ConvertAll(places, place => sign * numbers[place]);
        Array.Sort(keys, places);
        for (int first = 0, end; first < keys.Length; first = end)
        {
            for (end = first + 1; end < keys.Length && keys[end] == keys[first]; )
                end++;
            if (end - first > 1)
                places.AsSpan(first..end).Sort(Compare);
        }
    }

    private int Compare(int left, int right)
    {
        foreach (var (column, sign) in columns)
            if (column.Compare(left, right) is not 0 and var order)
                return sign * order;
        return (columns is [(_, < 0), ..] ? -1 : 1) * found[left].Email.Value.CompareTo(found[right].Email.Value);
    }
}
