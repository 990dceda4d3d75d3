using MailCloud.Mail.Outgoing;

namespace MailCloud.Outbound.Queue;

/// <summary>The steps of a group's life, from one recorded state to the next. Pure.</summary>
internal static class Progress
{
    /// <summary>
    /// A worker takes the group in hand: recorded before anything is handed over. Should it be heard of no more, the group's turn comes again at
    /// <paramref name="due"/>.
    /// </summary>
    public static OutgoingGroup Begin(OutgoingGroup group, Claim claim, DateTimeOffset due) =>
        group.With(recipient =>
            recipient.IsSettled ? recipient : recipient with { State = RecipientState.Sending, Attempts = recipient.Attempts + 1 }
        ) with
        {
            Claim = claim,
            Attempts = group.Attempts + 1,
            Due = due,
        };

    /// <summary>Outcomes are recorded as soon as they are known. One that was dropped meanwhile, and had arrived already, has arrived.</summary>
    public static OutgoingGroup Record(OutgoingGroup group, IReadOnlyCollection<RecipientOutcome> outcomes, DateTimeOffset now) =>
        group.With(recipient =>
            outcomes.FirstOrDefault(outcome => outcome.Recipient.Address == recipient.Recipient.Address) is { Attempt: var attempt }
            && (recipient.State is RecipientState.Sending || attempt.Result is DeliveryResult.Delivered)
                ? recipient with
                {
                    State = attempt.Result switch
                    {
                        DeliveryResult.Delivered => RecipientState.Delivered,
                        DeliveryResult.PermanentFailure => RecipientState.Failed,
                        _ => RecipientState.Waiting,
                    },
                    IsReportedOnward = attempt.IsReportedOnward,
                    IsReported = false,
                    Last = new AttemptNote(now, attempt.Status, attempt.Text)
                    {
                        DiagnosticCode = attempt.DiagnosticCode,
                        RemoteHost = attempt.RemoteHost,
                    },
                }
                : recipient
        );

    /// <summary>The attempt is over: what has no outcome waits, or failed when its time is up.</summary>
    public static OutgoingGroup Settle(OutgoingGroup group, bool isTimeUp) =>
        group.With(recipient =>
            recipient.IsSettled ? recipient : recipient with { State = isTimeUp ? RecipientState.Failed : RecipientState.Waiting }
        );

    /// <summary>The worker lets go. Without a next time the group is done.</summary>
    public static OutgoingGroup Release(OutgoingGroup group, DateTimeOffset? next, DateTimeOffset now) =>
        group with
        {
            Claim = null,
            Ticket = group.Ticket + 1,
            Due = next ?? now,
            Done = next is null ? now : null,
        };
}
