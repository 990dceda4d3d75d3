using System.Collections.Immutable;
using MailCloud.Mail.Delivery;

namespace MailCloud.Mail.Outgoing;

/// <summary>
/// The recipients of a message at one destination, and how far they are: what leaves in one SMTP transaction, and what one worker at a time has in
/// hand. Immutable; <see cref="IOutgoingStore"/> keeps the newest.
/// </summary>
/// <param name="Message">The message; the recipients of its envelope are those of the group.</param>
/// <param name="Recipients">Likewise, in the same order, with their progress.</param>
public sealed record OutgoingGroup(GroupKey Key, SpooledMessage Message, ImmutableArray<OutgoingRecipient> Recipients)
{
    /// <summary>The most recipients of a group: what any server must take in one transaction (RFC 5321 §4.5.3.1.8) is 100.</summary>
    public const int MaxRecipients = 50;

    /// <summary>The number of the one ticket that counts.</summary>
    public int Ticket { get; init; } = 1;

    /// <summary>When it is the group's turn again; long past, and nobody has it in hand: its ticket was lost.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>How often somebody took it in hand.</summary>
    public int Attempts { get; init; }

    /// <summary>Who has it in hand. One that has run out belongs to a worker that died; null: nobody.</summary>
    public Claim? Claim { get; init; }

    /// <summary>When everything was done and said; null: not yet.</summary>
    public DateTimeOffset? Done { get; init; }

    public SmtpEnvelope Envelope => Message.Envelope;

    public DateTimeOffset Received => DateTimeOffset.FromUnixTimeSeconds(Message.ReceivedSeconds);

    /// <summary>A group that has not been tried yet.</summary>
    public static OutgoingGroup New(SpooledMessage message, string destination, int part, DateTimeOffset now) =>
        new(
            new GroupKey(OutgoingId.Of(message.Content), destination, part),
            message,
            [.. message.Envelope.Recipients.Select(recipient => new OutgoingRecipient(recipient))]
        )
        {
            Due = now,
        };

    public bool IsClaimedAt(DateTimeOffset now) => Claim is { } claim && claim.Until > now;

    /// <summary>The group with every recipient as <paramref name="change"/> wants it.</summary>
    public OutgoingGroup With(Func<OutgoingRecipient, OutgoingRecipient> change) =>
        this with
        {
            Recipients = [.. Recipients.Select(change)],
        };
}

/// <summary>Somebody's right to work on a group for some time, which he renews while he does.</summary>
public sealed record Claim(Guid Owner, DateTimeOffset Until);

/// <summary>Where a recipient is between acceptance and the last word about it.</summary>
public enum RecipientState
{
    /// <summary>For its first attempt, or its next.</summary>
    Waiting,

    /// <summary>
    /// Being handed over. What is found so without a worker was interrupted: the message may have arrived, and is sent again, since a duplicate is
    /// better than a loss (RFC 1047).
    /// </summary>
    Sending,

    /// <summary>Another server took the message.</summary>
    Delivered,

    /// <summary>Refused for good, or for too long.</summary>
    Failed,

    /// <summary>Given up by an operator.</summary>
    Dropped,
}

/// <summary>A recipient and its progress.</summary>
public sealed record OutgoingRecipient(EnvelopeRecipient Recipient)
{
    public RecipientState State { get; init; }

    /// <summary>How often its hand-over began.</summary>
    public int Attempts { get; init; }

    /// <summary>How the last attempt ended; null: none has.</summary>
    public AttemptNote? Last { get; init; }

    /// <summary>The next server reports as the sender asked (RFC 3461 §5.2.2).</summary>
    public bool IsReportedOnward { get; init; }

    /// <summary>The sender was told that it takes long, or did not want to be.</summary>
    public bool IsWarned { get; init; }

    /// <summary>The sender was told the end, or did not want to be.</summary>
    public bool IsReported { get; init; }

    public bool IsSettled => State is RecipientState.Delivered or RecipientState.Failed or RecipientState.Dropped;
}

/// <summary>What a report says of an attempt (RFC 3464 §2.3).</summary>
/// <param name="Status">The enhanced status code (RFC 3463).</param>
/// <param name="Text">One line for people.</param>
public sealed record AttemptNote(DateTimeOffset Time, string Status, string Text)
{
    /// <summary>As a Diagnostic-Code field says it (RFC 3464 §2.3.6); null: no server said anything.</summary>
    public string? DiagnosticCode { get; init; }

    /// <summary>The other server; null: none was reached.</summary>
    public string? RemoteHost { get; init; }
}
