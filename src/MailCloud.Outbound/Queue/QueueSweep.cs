using MailCloud.Mail.Outgoing;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound.Queue;

/// <summary>Looks after the queue now and then: gives groups whose ticket was lost a new one, and forgets messages that are long done.</summary>
public sealed class QueueSweep(IOutgoingStore store, QueueSettings settings, TimeProvider time, ILogger<QueueSweep> log)
{
    /// <summary>So long after its turn a group's ticket counts as lost: deleted, set aside as poison, or never sent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ReissueAsync(cancellationToken);
        await ForgetAsync(cancellationToken);
    }

    private async Task ReissueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await foreach (var stored in store.ListDueAsync(now - Patience, cancellationToken))
        {
            var group = stored.Group;
            if (group.IsClaimedAt(now))
                continue;
            // The turn stays long past until somebody takes it: should this very ticket be lost, the next sweep sends another.
            if (await store.TryReplaceAsync(group with { Ticket = group.Ticket + 1 }, stored.Version, cancellationToken) is null)
                continue;
            log.LogWarning("{Group}: its turn was at {Due} and it was not taken; it gets a new ticket", group.Key, group.Due);
            await store.EnqueueAsync(new OutgoingTicket(group.Key, group.Ticket + 1), TimeSpan.Zero, cancellationToken);
        }
    }

    // Not within the lifetime of a message: Deliver may hand it over once more until then, from its poison queue, and it must not be sent again.
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - settings.Keep;
        var messages = new HashSet<OutgoingId>();
        await foreach (var stored in store.ListDoneAsync(before, cancellationToken))
            if (stored.Group.Received + settings.Lifetime < now)
                messages.Add(stored.Group.Key.Message);
        foreach (var message in messages)
            if (await store.ListAsync(message, cancellationToken).AllAsync(stored => stored.Group.Done < before, cancellationToken))
                await store.RemoveAsync(message, cancellationToken);
    }
}
