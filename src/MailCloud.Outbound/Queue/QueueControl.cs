using MailCloud.Mail.Outgoing;

namespace MailCloud.Outbound.Queue;

/// <summary>What an operator does to mail that waits.</summary>
public sealed class QueueControl(IOutgoingStore store, TimeProvider time)
{
    /// <summary>Gives a group its turn now. False: it is done, or being sent.</summary>
    public async Task<bool> RetryAsync(StoredGroup stored, CancellationToken cancellationToken)
    {
        var (group, now) = (stored.Group, time.GetUtcNow());
        if (group.Done is not null || group.IsClaimedAt(now))
            return false;
        var again = group with { Ticket = group.Ticket + 1, Due = now };
        if (await store.TryReplaceAsync(again, stored.Version, cancellationToken) is null)
            return false;
        await store.EnqueueAsync(new OutgoingTicket(group.Key, again.Ticket), TimeSpan.Zero, cancellationToken);
        return true;
    }

    /// <summary>
    /// Gives up a group's recipients that are still open; their sender is not told. One that is just being handed over may arrive all the same. Tells how
    /// many they were.
    /// </summary>
    public async Task<int> DropAsync(GroupKey key, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(key, cancellationToken) is { Group.Done: null } stored)
        {
            var (group, now) = (stored.Group, time.GetUtcNow());
            var open = group.Recipients.Count(recipient => !recipient.IsSettled);
            var dropped = group.With(recipient =>
                recipient.IsSettled ? recipient : recipient with { State = RecipientState.Dropped, IsReported = true }
            );
            // A worker that has it in hand lets it go itself, and what there is still to tell is told in its turn.
            if (!group.IsClaimedAt(now) && dropped.Recipients.All(recipient => recipient.IsReported))
                dropped = dropped with { Claim = null, Done = now };
            if (await store.TryReplaceAsync(dropped, stored.Version, cancellationToken) is not null)
                return open;
        }
        return 0;
    }
}
