using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Outbound.Notifications;

namespace MailCloud.Outbound.Queue;

/// <summary>Puts mail for other servers on the queue, and reports what was delivered here.</summary>
/// <param name="transport">Null: there is no way out.</param>
public sealed class OutboundQueue(IOutgoingStore store, ITransport? transport, ReportSender reports, TimeProvider time) : IOutgoingMail
{
    public bool IsConfigured => transport is not null;

    public IReturnPaths? ReturnPaths { get; init; }

    /// <summary>
    /// Groups, then their tickets. What is there already from a run before stays as it is; a ticket that is there twice does nothing the second time.
    /// </summary>
    public async ValueTask SendAsync(SpooledMessage message, CancellationToken cancellationToken)
    {
        if (transport is null)
            throw new InvalidOperationException("There is no way out.");
        var now = time.GetUtcNow();
        var groups = message
            .Envelope.Recipients.DistinctBy(recipient => recipient.Address)
            .GroupBy(recipient => transport.DestinationOf(recipient.Address.Domain), StringComparer.Ordinal)
            .SelectMany(destination =>
                destination
                    .Chunk(OutgoingGroup.MaxRecipients)
                    .Select((some, part) => OutgoingGroup.New(WithRecipients(message, [.. some]), destination.Key, part + 1, now))
            )
            .ToArray();
        await store.AddAsync(groups, cancellationToken);
        foreach (var group in groups)
            await store.EnqueueAsync(new OutgoingTicket(group.Key, group.Ticket), TimeSpan.Zero, cancellationToken);
    }

    public async ValueTask ReportAsync(SpooledMessage message, ImmutableArray<LocalOutcome> outcomes, CancellationToken cancellationToken)
    {
        if (NotificationRules.Due(message, outcomes, time.GetUtcNow()) is { } report)
            await reports.SendAsync(report, cancellationToken);
    }

    private static SpooledMessage WithRecipients(SpooledMessage message, ImmutableArray<EnvelopeRecipient> recipients) =>
        message with
        {
            Envelope = message.Envelope with { Recipients = recipients },
        };
}
