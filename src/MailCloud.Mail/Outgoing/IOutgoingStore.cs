using MailCloud.Mail.Store;

namespace MailCloud.Mail.Outgoing;

/// <summary>
/// Keeps the progress of messages that go out, and the queue of tickets that says when to go on. Every change names the version that it was decided on, so
/// that of two workers one wins. Implementations: <see cref="MemoryOutgoingStore"/> and the one in tables, under one contract test suite.
/// </summary>
/// <remarks>Every method may throw <see cref="StoreUnavailableException"/>; the call can then be repeated.</remarks>
public interface IOutgoingStore
{
    /// <summary>
    /// Adds those groups of one message that are not there yet; the others stay as they are, whatever became of them. The message's pack is kept as long
    /// as any is here.
    /// </summary>
    ValueTask AddAsync(IReadOnlyCollection<OutgoingGroup> groups, CancellationToken cancellationToken);

    /// <summary>Null: there is none, or no longer.</summary>
    ValueTask<StoredGroup?> FindAsync(GroupKey key, CancellationToken cancellationToken);

    /// <summary>Replaces the group if nobody has since <paramref name="version"/>. Null: somebody has, or the group is gone.</summary>
    ValueTask<StoredGroup?> TryReplaceAsync(OutgoingGroup group, string version, CancellationToken cancellationToken);

    /// <summary>The groups of a message.</summary>
    IAsyncEnumerable<StoredGroup> ListAsync(OutgoingId message, CancellationToken cancellationToken);

    /// <summary>All groups, finished ones too, in the order of their messages.</summary>
    IAsyncEnumerable<StoredGroup> ListAsync(CancellationToken cancellationToken);

    /// <summary>Groups that are not done and whose turn was before <paramref name="time"/>.</summary>
    IAsyncEnumerable<StoredGroup> ListDueAsync(DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Groups that were done before <paramref name="time"/>.</summary>
    IAsyncEnumerable<StoredGroup> ListDoneAsync(DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Forgets a message: its groups, and that its pack is needed. For one that is done.</summary>
    ValueTask RemoveAsync(OutgoingId message, CancellationToken cancellationToken);

    /// <summary>Puts a ticket on the queue <c>send</c>, to be seen after <paramref name="delay"/>. It may get there twice.</summary>
    ValueTask EnqueueAsync(OutgoingTicket ticket, TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>A group as it is kept.</summary>
/// <param name="Version">Changes with every replacement.</param>
public sealed record StoredGroup(OutgoingGroup Group, string Version);
