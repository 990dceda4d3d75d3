using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Notifications;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound.Queue;

/// <summary>
/// Sends a group's mail when it is its turn. Invariant: wherever a run is killed, each recipient is served or its sender told, because a group is open until
/// everything is done and said, and an open group gets another turn. A duplicate can only arise between another server's <c>250</c> and the record of it,
/// which follows at once.
/// </summary>
public sealed class SendAgent(
    IOutgoingStore store,
    ITransport transport,
    IDeparture departure,
    ReportSender reports,
    RetrySchedule schedule,
    TimeProvider time,
    ILogger<SendAgent> log
)
{
    /// <summary>A turn that comes early by less than this is taken.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>How long one attempt may take, before the Functions host ends it without a record (10 minutes).</summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromMinutes(8);

    /// <summary>The wait of a ticket whose number is not recorded yet: the worker that issued it is just about to, or died and will be followed.</summary>
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(15);

    /// <exception cref="StoreUnavailableException">Storage failed; the same ticket may be tried again.</exception>
    public async Task RunAsync(OutgoingTicket ticket, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(ticket, cancellationToken) is not { } claimed)
            return;
        await using var work = new GroupWork(store, claimed, time, log, cancellationToken);
        try
        {
            await AttemptAsync(work);
            await FinishAsync(work);
        }
        catch (ClaimLostException e)
        {
            log.LogWarning("{Reason}", e.Message);
        }
        catch (OperationCanceledException e) when (work.HasLapsed && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"The claim to {ticket.Group} could not be renewed.", e);
        }
    }

    /// <summary>Takes the group in hand. Null: it is not its turn, by this ticket; if it will be, the ticket is on the queue again.</summary>
    private async Task<StoredGroup?> ClaimAsync(OutgoingTicket ticket, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.FindAsync(ticket.Group, cancellationToken) is not { } stored)
                return null;
            var (group, now) = (stored.Group, time.GetUtcNow());
            if (group.Done is not null || ticket.Number < group.Ticket)
                return null;
            if (WaitOf(group, ticket, now) is { } wait)
            {
                await store.EnqueueAsync(ticket, wait, cancellationToken);
                return null;
            }
            if (group.Claim is not null)
                log.LogWarning("{Group}: its worker was not heard of any more; what it had in hand is sent again", group.Key);
            var begun = Progress.Begin(group, GroupWork.NewClaim(Guid.NewGuid(), now), schedule.Next(group, now));
            if (await store.TryReplaceAsync(begun, stored.Version, cancellationToken) is { } claimed)
                return claimed;
        }
    }

    private static TimeSpan? WaitOf(OutgoingGroup group, OutgoingTicket ticket, DateTimeOffset now)
    {
        if (ticket.Number > group.Ticket)
            return TooSoon;
        if (group.IsClaimedAt(now))
            return group.Claim!.Until - now + Tolerance;
        // A dead worker's group needs no patience.
        return group.Claim is null && group.Due - now > Tolerance ? group.Due - now : null;
    }

    private async Task AttemptAsync(GroupWork work)
    {
        // The list changes as outcomes are recorded.
        var recipients = work
            .Group.Recipients.Where(recipient => recipient.State is RecipientState.Sending)
            .Select(recipient => recipient.Recipient)
            .ToArray();
        if (recipients.Length == 0)
            return;
        using var activity = DeliveryMeter.BeginAttempt(work.Group.Message)?.SetTag("mailcloud.recipients", recipients.Length);
        using var limit = new CancellationTokenSource(AttemptLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, work.Lost);
        try
        {
            var message = await departure.PrepareAsync(work.Group.Message, work.Lost);
            // One destination, as a rule; more if the way out has changed since they were queued.
            foreach (var some in recipients.GroupBy(recipient => transport.DestinationOf(recipient.Address.Domain), StringComparer.Ordinal))
                await SendAsync(work, message, some.Key, [.. some], either.Token);
        }
        catch (MessageMissingException e)
        {
            log.LogError(e, "{Group}: its content is gone", work.Group.Key);
            var lost = new DeliveryAttempt(DeliveryResult.PermanentFailure, "5.3.0", "The message was lost by this server");
            await RecordAsync(work, [.. recipients.Select(recipient => new RecipientOutcome(recipient, lost))]);
        }
        catch (Exception e) when (e is not (ClaimLostException or StoreUnavailableException or OperationCanceledException))
        {
            // The others wait for no fault of ours: this group comes again, and its sender hears of it in the end.
            log.LogError(e, "{Group}: the attempt failed by a fault of this program", work.Group.Key);
            await FailOpenAsync(work, "4.3.0", "This server could not send the message");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !work.Lost.IsCancellationRequested)
        {
            await FailOpenAsync(work, "4.4.2", "The servers of the destination are too slow");
        }
    }

    /// <summary>Those who have no outcome yet are tried again later.</summary>
    private async Task FailOpenAsync(GroupWork work, string status, string text)
    {
        var failure = new DeliveryAttempt(DeliveryResult.TemporaryFailure, status, text);
        var open = work.Group.Recipients.Where(recipient => recipient.State is RecipientState.Sending);
        await RecordAsync(work, [.. open.Select(recipient => new RecipientOutcome(recipient.Recipient, failure))]);
    }

    private async Task SendAsync(
        GroupWork work,
        OutboundMessage message,
        string destination,
        EnvelopeRecipient[] recipients,
        CancellationToken cancellationToken
    )
    {
        var outcomes = transport.SendAsync(message, destination, [.. recipients], cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var ending = outcomes;
        var known = new List<RecipientOutcome>();
        var next = Task.FromResult(false);
        try
        {
            while (true)
            {
                // All that one reply decided is recorded together, and before anything is waited for.
                next = outcomes.MoveNextAsync().AsTask();
                if (!next.IsCompleted)
                    await RecordAsync(work, known);
                if (!await next)
                    break;
                known.Add(outcomes.Current);
            }
        }
        finally
        {
            // If recording failed the conversation is still going on: what comes of it is waited for, else it would all be sent again.
            while (await HasAnotherAsync(next))
            {
                known.Add(outcomes.Current);
                next = outcomes.MoveNextAsync().AsTask();
            }
            await RecordAsync(work, known);
        }
    }

    private static async Task<bool> HasAnotherAsync(Task<bool> next)
    {
        await Task.WhenAny(next);
        return next.IsCompletedSuccessfully && await next;
    }

    private static string NameOf(DeliveryResult result) =>
        result switch
        {
            DeliveryResult.Delivered => "delivered",
            DeliveryResult.TemporaryFailure => "deferred",
            _ => "refused",
        };

    private async Task RecordAsync(GroupWork work, List<RecipientOutcome> known)
    {
        if (known.Count == 0)
            return;
        try
        {
            await work.ChangeAsync(group => Progress.Record(group, known, time.GetUtcNow()));
        }
        catch (ClaimLostException)
        {
            // What has arrived has arrived, whoever has the group now.
            var arrived = known.Where(outcome => outcome.Attempt.Result is DeliveryResult.Delivered).ToArray();
            await work.ChangeEvenIfLostAsync(group => Progress.Record(group, arrived, time.GetUtcNow()));
            throw;
        }
        foreach (var (recipient, attempt) in known)
        {
            DeliveryMeter.Attempted(NameOf(attempt.Result), attempt.Tls is not null);
            log.LogInformation(
                "{Message} for {Recipient}: {Result} at {Host}: {Code} {Status} {Text}",
                work.Group.Key.Message,
                recipient.Address,
                attempt.Result,
                attempt.RemoteHost,
                attempt.ReplyCode,
                attempt.Status,
                attempt.Text
            );
        }
        known.Clear();
    }

    /// <summary>Tells the sender what there is to tell, and arranges the next turn, before the group is let go.</summary>
    private async Task FinishAsync(GroupWork work)
    {
        var now = time.GetUtcNow();
        var isTimeUp = now >= schedule.EndOf(work.Group);
        await work.ChangeAsync(group => Progress.Settle(group, isTimeUp));

        var isLate = now >= schedule.WarningOf(work.Group);
        foreach (var report in NotificationRules.Due(work.Group, isLate, schedule.EndOf(work.Group)))
            await reports.SendAsync(report, work.Lost);

        DateTimeOffset? next = work.Group.Recipients.All(recipient => recipient.IsSettled) ? null : schedule.Next(work.Group, now);
        if (next is not null)
            await store.EnqueueAsync(new OutgoingTicket(work.Group.Key, work.Group.Ticket + 1), next.Value - now, work.Lost);
        await work.ChangeAsync(group => Progress.Release(NotificationRules.Told(group, isLate), next, now));
    }
}
