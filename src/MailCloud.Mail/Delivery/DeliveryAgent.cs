using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Delivery;

/// <summary>
/// Brings the messages of a batch into their recipients' inboxes. Invariant: however often a batch is run, and wherever a run was killed, each
/// account ends up with each of its messages once, because every append carries its <see cref="DeliveryKey"/>; and outgoing mail, which is there or not,
/// is put on its queue once. Only a report may be sent twice.
/// </summary>
/// <remarks>
/// A message that fails does not hold up the others: it goes back on the queue alone. When nothing of a batch could be delivered there is
/// nothing to separate, so the run fails and the queue's own count of tries decides when the batch is put aside as poison.
/// </remarks>
public sealed class DeliveryAgent(
    IMailStore store,
    IDirectory directory,
    IDeliveryQueue queue,
    IOutgoingMail outgoing,
    ILogger<DeliveryAgent> log
)
{
    /// <summary>How long a message that goes back alone waits.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Chooses between INBOX and Junk; unless set, as it was decided when the message came in.</summary>
    public IJunkFilter JunkFilter { get; init; } = new DispositionFilter();

    /// <summary>Does what the accounts' users want done with their mail; null: they are not asked.</summary>
    public PersonalDelivery? Personal { get; init; }

    /// <summary>Reads and parses the messages; tests put one here whose parser fails.</summary>
    internal SummaryReader Reader { get; init; } = new(store, log);

    /// <exception cref="UndeliverableException">Nothing of the batch could be delivered.</exception>
    /// <exception cref="StoreUnavailableException">Storage failed before anything could be delivered.</exception>
    public async Task DeliverAsync(DeliveryBatch batch, CancellationToken cancellationToken)
    {
        var router = new Router(new Resolver(directory, outgoing.ReturnPaths), outgoing.IsConfigured, log);
        var failures = await new BatchDelivery(batch, store, Reader, router, JunkFilter, Personal, outgoing, log).RunAsync(
            cancellationToken
        );
        if (failures.Count > 0 && failures.Count == batch.Messages.Length)
            throw new UndeliverableException($"Nothing of pack {batch.Pack} could be delivered.", failures.First().Value);

        foreach (var (message, failure) in failures)
        {
            log.LogWarning(
                failure,
                "The message at {Offset} of pack {Pack} goes back on the queue alone",
                message.Content.Offset,
                batch.Pack
            );
            await queue.EnqueueAsync(new DeliveryBatch(batch.Pack, [message]), RetryDelay, cancellationToken);
        }
    }
}

/// <summary>A message, or some recipient's copy of it, cannot be delivered as things are; nothing was lost.</summary>
public sealed class UndeliverableException(string message, Exception? inner = null) : Exception(message, inner);
