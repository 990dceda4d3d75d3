using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Delivery;
using MailCloud.Outbound.Client;
using MailCloud.Outbound.Routing;
using MailCloud.Outbound.Security.Reporting;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound;

/// <summary>
/// Sends by SMTP: asks the router for servers, and tries them until each recipient has an answer. A recipient that one server refuses for now is offered to the
/// next. One of these serves a process; it keeps connections for reuse.
/// </summary>
public sealed class OutboundTransport : ITransport, IAsyncDisposable
{
    private readonly IRouter router;
    private readonly SessionOptions options;
    private readonly SessionPool pool;
    private readonly DestinationGate gate;
    private readonly ILogger log;

    public OutboundTransport(
        IRouter router,
        IConnector connector,
        SessionOptions options,
        ITlsObserver observer,
        TimeProvider time,
        ILogger<OutboundTransport> log
    )
    {
        (this.router, this.options, this.log) = (router, options, log);
        pool = new SessionPool(new SessionOpener(connector, options, observer, time), options, time);
        gate = new DestinationGate(options.ConcurrentConnections);
    }

    public string DestinationOf(string domain) => router.DestinationOf(domain);

    public async IAsyncEnumerable<RecipientOutcome> SendAsync(
        OutboundMessage message,
        string destination,
        ImmutableArray<EnvelopeRecipient> recipients,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var place = await gate.EnterAsync(destination, cancellationToken);
        var pending = new PendingRecipients(recipients);
        var (addresses, sessions) = (0, 0);
        await foreach (var step in router.StepsAsync(destination, message.Envelope.RequireTls, cancellationToken))
        {
            if (step.Obstacle is { } obstacle)
                pending.Fail(obstacle);
            if (step.Hop is not { } hop)
                continue;
            var (session, failure) = await pool.RentAsync(hop, cancellationToken);
            if (failure is not null)
                pending.Fail(Noted(hop, failure.Attempt));
            if (session is not null)
            {
                sessions++;
                await foreach (var outcome in ServeAsync(session, message, pending, cancellationToken))
                    yield return Noted(message, outcome);
            }
            if (pending.IsEmpty || ++addresses == options.AddressesPerAttempt || sessions == options.SessionsPerAttempt)
                break;
        }
        foreach (var outcome in pending.GiveUp())
            yield return Noted(message, outcome);
    }

    public ValueTask DisposeAsync() => pool.DisposeAsync();

    /// <summary>As many transactions as the recipients need, over one session. Yields the outcomes that are final.</summary>
    private async IAsyncEnumerable<RecipientOutcome> ServeAsync(
        Session session,
        OutboundMessage message,
        PendingRecipients pending,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var toOffer = new Queue<EnvelopeRecipient>(pending.All);
        var isInTransaction = false;
        try
        {
            while (toOffer.Count > 0 && session.Conversation.IsUsable)
            {
                var isReused = session.Transactions++ > 0;
                var chunk = Take(toOffer, Transaction.MaxRecipients);
                var transaction = new Transaction(session.Conversation, session.Hop, message, chunk);
                isInTransaction = true;
                var refused = await transaction.OfferAsync(cancellationToken);
                if (isReused && !session.Conversation.IsUsable && !transaction.WasHeard)
                {
                    // The server had ended the connection while nobody used it: that is no answer to this message.
                    if (await ReplaceAsync(session, cancellationToken) is { } fresh)
                    {
                        session = fresh;
                        toOffer = new Queue<EnvelopeRecipient>([.. chunk, .. toOffer]);
                        continue;
                    }
                }
                foreach (var outcome in refused.Where(pending.Settle))
                    yield return outcome;
                var answered = await transaction.SendContentAsync(cancellationToken);
                foreach (var outcome in answered.Where(pending.Settle))
                    yield return outcome;
                foreach (var recipient in transaction.LeftOver)
                    toOffer.Enqueue(recipient);
                await transaction.EndAsync(cancellationToken);
                isInTransaction = false;
            }
            pending.Fail(toOffer, Ended(session.Hop));
        }
        finally
        {
            // A caller that leaves early leaves a half-said transaction.
            if (isInTransaction)
                await session.Conversation.DisposeAsync();
            await pool.ReturnAsync(session);
        }
    }

    private async ValueTask<Session?> ReplaceAsync(Session stale, CancellationToken cancellationToken)
    {
        var (fresh, _) = await pool.OpenAsync(stale.Hop, cancellationToken);
        if (fresh is not null)
            await pool.ReturnAsync(stale);
        return fresh;
    }

    private static DeliveryAttempt Ended(NextHop hop) =>
        new(DeliveryResult.TemporaryFailure, "4.4.2", "The server ended the connection before all recipients were offered")
        {
            RemoteHost = hop.Host,
        };

    private static ImmutableArray<EnvelopeRecipient> Take(Queue<EnvelopeRecipient> queue, int most)
    {
        var taken = ImmutableArray.CreateBuilder<EnvelopeRecipient>(Math.Min(most, queue.Count));
        while (taken.Count < most && queue.TryDequeue(out var recipient))
            taken.Add(recipient);
        return taken.ToImmutable();
    }

    private DeliveryAttempt Noted(NextHop hop, DeliveryAttempt attempt)
    {
        log.LogInformation("{Hop} takes no mail now: {Status} {Text}", hop, attempt.Status, attempt.Text);
        return attempt;
    }

    private RecipientOutcome Noted(OutboundMessage message, RecipientOutcome outcome)
    {
        var (recipient, attempt) = outcome;
        log.LogInformation(
            "{Message} to {Recipient}: {Result} at {Host} ({Tls}): {Code} {Status} {Text}",
            message.Id,
            recipient.Address,
            attempt.Result,
            attempt.RemoteHost,
            attempt.Tls?.Version ?? "no TLS",
            attempt.ReplyCode,
            attempt.Status,
            attempt.Text
        );
        return outcome;
    }
}
