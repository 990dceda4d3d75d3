using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Delivery;

/// <summary>What local delivery leaves to others: mail for other servers, and reports to senders.</summary>
public interface IOutgoingMail
{
    /// <summary>Whether there is a way out.</summary>
    bool IsConfigured { get; }

    /// <summary>Addresses that stand for the senders of forwarded mail; null: there are none.</summary>
    IReturnPaths? ReturnPaths { get; }

    /// <summary>
    /// Takes over recipients elsewhere: when it returns, they will be served or their sender told. To say it twice is harmless.
    /// </summary>
    /// <param name="message">The message, with those recipients in its envelope and no others.</param>
    /// <exception cref="StoreUnavailableException">Nothing is lost; say it again.</exception>
    ValueTask SendAsync(SpooledMessage message, CancellationToken cancellationToken);

    /// <summary>Reports to the sender on what was delivered here, and what was not (RFC 3461 §5.2.3, §5.2.7).</summary>
    /// <exception cref="StoreUnavailableException">Say it again.</exception>
    ValueTask ReportAsync(SpooledMessage message, ImmutableArray<LocalOutcome> outcomes, CancellationToken cancellationToken);
}

/// <summary>What became of a recipient here.</summary>
/// <param name="IsExpanded">It stands for several others, who got the message; otherwise it was delivered (RFC 3464 §2.3.3).</param>
public sealed record LocalOutcome(EnvelopeRecipient Recipient, bool IsExpanded)
{
    /// <summary>The mailbox is full (RFC 3463 §3.3, X.2.2), or that of some of the others: it was not delivered there.</summary>
    public bool IsFull { get; init; }
}
