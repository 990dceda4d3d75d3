using MailCloud.Mail.Delivery;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Submissions;

/// <summary>
/// Sends submissions when it is their turn. Invariants, wherever it is killed: a submission that was called back never leaves; one that was not leaves, once. A ticket
/// is on the queue before its submission is in the store, and goes only when nothing is left to do; that a submission leaves is committed before it does; and what is put on the
/// queue <c>deliver</c> is the same each time, which delivery takes once.
/// </summary>
public sealed class SubmissionAgent(
    IObjectStore objects,
    IDeliveryQueue deliveries,
    ISubmissionQueue tickets,
    TimeProvider time,
    ILogger<SubmissionAgent> log
)
{
    /// <summary>How long a ticket may wait on the queue; after that another takes its place.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(6);

    /// <summary>How long a submission may be missing that its ticket speaks of: it is about to be committed, or never was.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>When a ticket comes again whose submission is missing.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <exception cref="StoreUnavailableException">Storage does not answer; the ticket has to come again.</exception>
    /// <exception cref="InvalidDataException">The submission is damaged.</exception>
    public async Task RunAsync(SubmissionTicket ticket, CancellationToken cancellationToken)
    {
        while (!await StepAsync(ticket, cancellationToken)) { }
    }

    /// <summary>Does the next thing that is to be done. False: there is more.</summary>
    private async Task<bool> StepAsync(SubmissionTicket ticket, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await objects.FindAsync(ticket.Account, Submission.Kind, ticket.Id, cancellationToken) is not { } stored)
        {
            if (now - ticket.Issued < Patience)
                await tickets.EnqueueAsync(ticket, Pause, cancellationToken);
            return true;
        }
        var submission = Submission.Of(stored);
        switch (submission.Phase)
        {
            case SubmissionPhase.Held when submission.SendAt > now:
                await tickets.EnqueueAsync(ticket, WaitUntil(submission.SendAt, now), cancellationToken);
                return true;
            case SubmissionPhase.Held:
                // If somebody came before, perhaps to call it back, the next step sees that.
                await CommitAsync(submission with { Phase = SubmissionPhase.Releasing, Released = now });
                return false;
            case SubmissionPhase.Releasing:
                await deliveries.EnqueueAsync(submission.ToBatch(ticket.Account), TimeSpan.Zero, cancellationToken);
                log.LogInformation("Submission {Id} of {Account} leaves", ticket.Id, ticket.Account);
                await CommitAsync(submission with { Phase = SubmissionPhase.Released });
                return true;
            default:
                return true;
        }

        ValueTask<ulong?> CommitAsync(Submission next) =>
            objects.TryCommitAsync(
                ticket.Account,
                Submission.Kind,
                [new ObjectWrite(ticket.Id, next.ToBody(), stored.Changed)],
                cancellationToken
            );
    }

    /// <summary>How long a ticket waits for a time.</summary>
    public static TimeSpan WaitUntil(DateTimeOffset sendAt, DateTimeOffset now) =>
        sendAt - now is var wait && wait > LongestWait ? LongestWait
        : wait > TimeSpan.Zero ? wait
        : TimeSpan.Zero;
}
