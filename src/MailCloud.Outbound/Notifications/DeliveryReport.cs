using System.Collections.Immutable;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;

namespace MailCloud.Outbound.Notifications;

/// <summary>What happened to a recipient, as a report says it (RFC 3464 §2.3.3).</summary>
public enum ReportAction
{
    Failed,
    Delayed,
    Delivered,

    /// <summary>Handed to a server that does not report further.</summary>
    Relayed,

    /// <summary>Handed to several others whom the recipient stands for.</summary>
    Expanded,
}

/// <summary>A recipient's part of a report.</summary>
/// <param name="Last">How its last attempt ended; null: it was not tried elsewhere.</param>
public sealed record ReportedRecipient(EnvelopeRecipient Recipient, ReportAction Action, AttemptNote? Last);

/// <summary>A delivery status notification (RFC 3464): one of failures, of delays, or of successes.</summary>
/// <param name="Message">The message that it is about.</param>
/// <param name="RetryUntil">For delays: when it is given up.</param>
public sealed record DeliveryReport(SpooledMessage Message, ImmutableArray<ReportedRecipient> Recipients, DateTimeOffset? RetryUntil = null)
{
    public ReportAction Action => Recipients[0].Action;

    /// <summary>Whether all of it is good news.</summary>
    public bool IsSuccess => Action is not (ReportAction.Failed or ReportAction.Delayed);
}
