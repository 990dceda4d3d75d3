using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Delivery;

namespace MailCloud.Outbound.Queue;

/// <summary>No way out: what still waits from when there was one waits on, and goes back to its sender when its time is up.</summary>
public sealed class ClosedTransport : ITransport
{
    private static readonly DeliveryAttempt NotConfigured = new(
        DeliveryResult.TemporaryFailure,
        "4.3.5",
        "This server is not configured to send mail out"
    );

    public string DestinationOf(string domain) => domain.ToLowerInvariant();

    public async IAsyncEnumerable<RecipientOutcome> SendAsync(
        OutboundMessage message,
        string destination,
        ImmutableArray<EnvelopeRecipient> recipients,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (var recipient in recipients)
            yield return new RecipientOutcome(recipient, NotConfigured);
    }
}
