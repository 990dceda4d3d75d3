using MailCloud.Mail.Delivery;
using MailCloud.Protocol;

namespace MailCloud.Outbound;

/// <summary>What became of one recipient.</summary>
public sealed record RecipientOutcome(EnvelopeRecipient Recipient, DeliveryAttempt Attempt);

/// <summary>How an attempt ended.</summary>
public enum DeliveryResult
{
    /// <summary>The other server took responsibility for the message.</summary>
    Delivered,

    /// <summary>Another try may succeed.</summary>
    TemporaryFailure,

    /// <summary>No try will succeed.</summary>
    PermanentFailure,
}

/// <summary>An attempt to deliver to one recipient, with what a report says of it (RFC 3464 §2.3).</summary>
/// <param name="Status">The enhanced status code (RFC 3463), e.g. <c>5.1.1</c>; its class agrees with <paramref name="Result"/>.</param>
/// <param name="Text">One line for people, without the codes: the other server's words, or ours where no server said anything.</param>
public sealed record DeliveryAttempt(DeliveryResult Result, string Status, string Text)
{
    /// <summary>The three digits of the other server's reply (RFC 5321 §4.2); null: the attempt ended here, no server refused it.</summary>
    public int? ReplyCode { get; init; }

    /// <summary>The other server, by the name that it was found under, or its address; null: it is not known which.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>
    /// Whether the other server reports from here on as the sender asked (it offered DSN, RFC 3461 §5.2.2). If not, a delivered recipient who asked for
    /// SUCCESS is told by us that the message was relayed.
    /// </summary>
    public bool IsReportedOnward { get; init; }

    /// <summary>
    /// The content was sent to its end and the answer got lost: the message may have arrived, and another try may make a duplicate (RFC 1047). Only with
    /// <see cref="DeliveryResult.TemporaryFailure"/>.
    /// </summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>The TLS that the message travelled under; null: in the clear, or not at all.</summary>
    public TlsSession? Tls { get; init; }

    /// <summary>As a Diagnostic-Code field says it (RFC 3464 §2.3.6): <c>smtp; 550 5.1.1 No such user</c>; null if no server said anything.</summary>
    public string? DiagnosticCode => ReplyCode is { } code ? $"smtp; {code} {Status} {Text}" : null;
}
