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
    /// Groups, then their tickets. Recipients that are in a group from a run before stay there, even if the way out has changed since; those who were not, because
    /// they led nowhere then, get groups of their own. A ticket that is there twice does nothing the second time.
    /// </summary>
    public async ValueTask SendAsync(SpooledMessage message, CancellationToken cancellationToken)
    {
        if (transport is null)
            throw new InvalidOperationException("There is no way out.");
        while (true)
        {
            var groups = await ListAsync(OutgoingId.Of(message.Content), cancellationToken);
            var known = groups.SelectMany(group => group.Recipients).Select(recipient => recipient.Recipient.Address).ToHashSet();
            var missing = message
                .Envelope.Recipients.DistinctBy(recipient => recipient.Address)
                .Where(recipient => !known.Contains(recipient.Address));
            var added = GroupsOf(message, missing, groups).ToArray();
            if (added.Length == 0)
            {
                foreach (var group in groups.Where(group => group.Done is null))
                    await store.EnqueueAsync(new OutgoingTicket(group.Key, group.Ticket), TimeSpan.Zero, cancellationToken);
                return;
            }
            // Another run may have been faster with a group of that name: then the next look finds who is still missing.
            await store.AddAsync(added, cancellationToken);
        }
    }

    private IEnumerable<OutgoingGroup> GroupsOf(
        SpooledMessage message,
        IEnumerable<EnvelopeRecipient> recipients,
        List<OutgoingGroup> there
    )
    {
        var now = time.GetUtcNow();
        foreach (var some in recipients.GroupBy(recipient => transport!.DestinationOf(recipient.Address.Domain), StringComparer.Ordinal))
        {
            var part = there
                .Where(group => string.Equals(group.Key.Destination, some.Key, StringComparison.Ordinal))
                .Select(group => group.Key.Part)
                .DefaultIfEmpty()
                .Max();
            foreach (var chunk in some.Chunk(OutgoingGroup.MaxRecipients))
                yield return OutgoingGroup.New(WithRecipients(message, [.. chunk]), some.Key, ++part, now);
        }
    }

    private async Task<List<OutgoingGroup>> ListAsync(OutgoingId message, CancellationToken cancellationToken)
    {
        var groups = new List<OutgoingGroup>();
        await foreach (var stored in store.ListAsync(message, cancellationToken))
            groups.Add(stored.Group);
        return groups;
    }

    public async ValueTask ReportAsync(SpooledMessage message, ImmutableArray<LocalOutcome> outcomes, CancellationToken cancellationToken)
    {
        foreach (var report in NotificationRules.Due(message, outcomes, time.GetUtcNow()))
            await reports.SendAsync(report, cancellationToken);
    }

    private static SpooledMessage WithRecipients(SpooledMessage message, ImmutableArray<EnvelopeRecipient> recipients) =>
        message with
        {
            Envelope = message.Envelope with { Recipients = recipients },
        };
}
