using System.Collections.Immutable;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;

namespace MailCloud.Outbound.Notifications;

/// <summary>
/// Who is told what (RFC 3461 §5.2): what the sender asked for with NOTIFY; without it failures and delays. A message without reverse-path is never
/// answered (RFC 5321 §4.5.5). Pure.
/// </summary>
public static class NotificationRules
{
    /// <summary>What there is to tell about a group now; recipients with the same news share a report.</summary>
    /// <param name="isLate">Whether it is time to warn of a delay.</param>
    public static IEnumerable<DeliveryReport> Due(OutgoingGroup group, bool isLate, DateTimeOffset retryUntil)
    {
        if (group.Envelope.ReversePath is null)
            return [];
        return group
            .Recipients.Where(recipient => NewsOf(recipient, isLate) is { } action && IsWanted(recipient.Recipient.Notify, action))
            .Select(recipient => new ReportedRecipient(recipient.Recipient, NewsOf(recipient, isLate)!.Value, recipient.Last))
            .GroupBy(recipient => recipient.Action)
            .Select(news => new DeliveryReport(group.Message, [.. news], news.Key is ReportAction.Delayed ? retryUntil : null));
    }

    /// <summary>The group after that was told.</summary>
    public static OutgoingGroup Told(OutgoingGroup group, bool isLate) =>
        group.With(recipient => recipient with { IsWarned = recipient.IsWarned || isLate, IsReported = recipient.IsSettled });

    /// <summary>What there is to tell about recipients here, good news apart from bad.</summary>
    public static IEnumerable<DeliveryReport> Due(SpooledMessage message, ImmutableArray<LocalOutcome> outcomes, DateTimeOffset now)
    {
        if (message.Envelope.ReversePath is null)
            return [];
        return outcomes
            .Select(outcome => NewsOf(outcome, now))
            .Where(recipient => IsWanted(recipient.Recipient.Notify, recipient.Action))
            .GroupBy(recipient => recipient.Action is ReportAction.Failed)
            .Select(news => new DeliveryReport(message, [.. news]));
    }

    private static ReportedRecipient NewsOf(LocalOutcome outcome, DateTimeOffset now)
    {
        var (action, status, text) = outcome switch
        {
            { IsFull: true } => (ReportAction.Failed, "5.2.2", "the mailbox is full"),
            { IsExpanded: true } => (ReportAction.Expanded, "2.0.0", "sent on to the addresses that it stands for"),
            _ => (ReportAction.Delivered, "2.0.0", "delivered"),
        };
        return new ReportedRecipient(outcome.Recipient, action, new AttemptNote(now, status, text));
    }

    private static ReportAction? NewsOf(OutgoingRecipient recipient, bool isLate) =>
        recipient switch
        {
            { IsReported: true } => null,
            { State: RecipientState.Failed } => ReportAction.Failed,
            { State: RecipientState.Delivered, IsReportedOnward: false } => ReportAction.Relayed,
            { State: RecipientState.Waiting, IsWarned: false } when isLate => ReportAction.Delayed,
            _ => null,
        };

    // RFC 3461 §4.1: without NOTIFY the sender hears of failures, and may hear of delays.
    private static bool IsWanted(NotifyOn notify, ReportAction action) =>
        action switch
        {
            ReportAction.Failed => notify is NotifyOn.Unspecified || notify.HasFlag(NotifyOn.Failure),
            ReportAction.Delayed => notify is NotifyOn.Unspecified || notify.HasFlag(NotifyOn.Delay),
            _ => notify.HasFlag(NotifyOn.Success),
        };
}
