using System.Collections.Immutable;
using MailCloud.Mail.Delivery;

namespace MailCloud.Outbound;

/// <summary>
/// The way out: hands messages to other servers. What becomes of a recipient is a value (<see cref="DeliveryAttempt"/>), whatever the DNS, the network or
/// the other server does; trying again, and telling the sender, is the caller's business.
/// </summary>
public interface ITransport
{
    /// <summary>
    /// Where mail for a domain goes. Recipients that share a destination go out in one transaction. For direct delivery this is the domain itself, in
    /// lower case and A-labels (RFC 5890 §2.3.2.1); with a smart host it is the smart host, for every domain.
    /// </summary>
    /// <param name="domain">The domain of a recipient, or an address literal such as <c>[192.0.2.1]</c> (RFC 5321 §4.1.3).</param>
    string DestinationOf(string domain);

    /// <summary>
    /// Tries once to hand a message to one destination, with all its servers. Yields one outcome for each recipient, in any order, each as soon as it is
    /// known: the caller records it before it asks for the next, and no connection is ended in between. Only then may a crash make a duplicate, when it
    /// falls between the other server's <c>250</c> and that record.
    /// </summary>
    /// <param name="destination">What <see cref="DestinationOf"/> says for each of the recipients.</param>
    /// <param name="recipients">At least one, no address twice.</param>
    /// <exception cref="OperationCanceledException">Recipients without an outcome were not served, as far as we know.</exception>
    /// <exception cref="Mail.Store.StoreUnavailableException">The content cannot be read; likewise.</exception>
    /// <exception cref="Mail.Store.MessageMissingException">The content is gone; likewise.</exception>
    IAsyncEnumerable<RecipientOutcome> SendAsync(
        OutboundMessage message,
        string destination,
        ImmutableArray<EnvelopeRecipient> recipients,
        CancellationToken cancellationToken
    );
}
