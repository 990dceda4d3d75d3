using System.Collections.Immutable;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Sort;

/// <summary>Puts messages into an order. Each summary is read once, if any is needed, and no octet of a message is.</summary>
internal sealed class MessageOrder(ImmutableArray<SortCriterion> criteria)
{
    private readonly ImmutableArray<(SortColumn Column, bool Reverse)> columns =
    [
        .. criteria.Select(criterion => (criterion.NewColumn(), criterion.Reverse)),
    ];

    /// <summary>The messages in order; those that no criterion tells apart are in the order of the mailbox (RFC 5256 §3).</summary>
    /// <param name="found">Indexes of the view, ascending.</param>
    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async ValueTask<List<int>> RunAsync(List<int> found, MailboxState view, Progress progress, CancellationToken cancellationToken)
    {
        var needsSummary = columns.Any(column => column.Column.NeedsSummary);
        foreach (var index in found)
        {
            var record = view[index];
            var summary = needsSummary ? await record.Summary.ReadAsync(cancellationToken) : null;
            foreach (var (column, _) in columns)
                column.Add(record, summary);
            await progress.AdvanceAsync(cancellationToken);
        }
        List<int> places = [.. Enumerable.Range(0, found.Count)];
        places.Sort(Compare);
        return places.ConvertAll(place => found[place]);
    }

    private int Compare(int left, int right)
    {
        foreach (var (column, reverse) in columns)
            if (column.Compare(left, right) is not 0 and var order)
                return reverse ? -order : order;
        return left.CompareTo(right);
    }
}
