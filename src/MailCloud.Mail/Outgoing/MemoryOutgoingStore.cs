using System.Collections.Concurrent;
using System.Globalization;

namespace MailCloud.Mail.Outgoing;

/// <summary>Outgoing mail in memory; the contract tests hold it and the tables to the same behaviour.</summary>
public sealed class MemoryOutgoingStore : IOutgoingStore
{
    private readonly ConcurrentDictionary<GroupKey, StoredGroup> groups = new();
    private readonly ConcurrentQueue<(OutgoingTicket Ticket, TimeSpan Delay)> tickets = new();
    private long versions;

    /// <summary>The tickets that were put on the queue, in order; a test takes them from here.</summary>
    public ConcurrentQueue<(OutgoingTicket Ticket, TimeSpan Delay)> Tickets => tickets;

    public ValueTask AddAsync(IReadOnlyCollection<OutgoingGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
            this.groups.TryAdd(group.Key, NextVersion(group));
        return ValueTask.CompletedTask;
    }

    public ValueTask<StoredGroup?> FindAsync(GroupKey key, CancellationToken cancellationToken) => new(groups.GetValueOrDefault(key));

    public ValueTask<StoredGroup?> TryReplaceAsync(OutgoingGroup group, string version, CancellationToken cancellationToken)
    {
        var next = NextVersion(group);
        return new(
            groups.TryGetValue(group.Key, out var now)
            && string.Equals(now.Version, version, StringComparison.Ordinal)
            && groups.TryUpdate(group.Key, next, now)
                ? next
                : null
        );
    }

    public IAsyncEnumerable<StoredGroup> ListAsync(OutgoingId message, CancellationToken cancellationToken) =>
        ListAsync(group => group.Key.Message == message);

    public IAsyncEnumerable<StoredGroup> ListAsync(CancellationToken cancellationToken) => ListAsync(_ => true);

    public IAsyncEnumerable<StoredGroup> ListDueAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        ListAsync(group => group.Done is null && group.Due < time);

    public IAsyncEnumerable<StoredGroup> ListDoneAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        ListAsync(group => group.Done < time);

    public ValueTask RemoveAsync(OutgoingId message, CancellationToken cancellationToken)
    {
        foreach (var key in groups.Keys.Where(key => key.Message == message))
            groups.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask EnqueueAsync(OutgoingTicket ticket, TimeSpan delay, CancellationToken cancellationToken)
    {
        tickets.Enqueue((ticket, delay));
        return ValueTask.CompletedTask;
    }

    private StoredGroup NextVersion(OutgoingGroup group) =>
        new(group, Interlocked.Increment(ref versions).ToString(CultureInfo.InvariantCulture));

    private IAsyncEnumerable<StoredGroup> ListAsync(Func<OutgoingGroup, bool> isWanted) =>
        groups
            .Values.Where(stored => isWanted(stored.Group))
            .OrderBy(stored => stored.Group.Key.Message.ToString(), StringComparer.Ordinal)
            .ThenBy(stored => stored.Group.Key.Destination, StringComparer.Ordinal)
            .ThenBy(stored => stored.Group.Key.Part)
            .ToAsyncEnumerable();
}
