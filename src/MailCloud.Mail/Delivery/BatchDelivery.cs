using System.Collections.Concurrent;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Delivery;

/// <summary>
/// One run of a batch: routes and parses its messages, says which accounts hold them, and appends them. A message that fails is set aside; only
/// what concerns the whole pack ends the run.
/// </summary>
internal sealed class BatchDelivery(
    DeliveryBatch batch,
    IMailStore store,
    SummaryReader reader,
    Router router,
    IJunkFilter filter,
    PersonalDelivery? personal,
    IOutgoingMail outgoing,
    ILogger log
)
{
    /// <summary>Messages whose summaries are held at a time, so that memory does not grow with the batch.</summary>
    private const int SliceLength = 64;

    /// <summary>Look-ups, and then accounts, that are in work at a time.</summary>
    private const int AtOnce = 16;

    private readonly ConcurrentDictionary<SpooledMessage, Exception> failures = new(ReferenceEqualityComparer.Instance);

    // The accounts without room for a message, whose sender is to be told.
    private readonly ConcurrentDictionary<SpooledMessage, ConcurrentBag<AccountId>> full = new(ReferenceEqualityComparer.Instance);

    /// <summary>Delivers what can be delivered, and tells what failed and why.</summary>
    public async Task<IReadOnlyDictionary<SpooledMessage, Exception>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var slice in batch.Messages.Chunk(SliceLength))
        {
            var routes = await RouteAsync(slice, cancellationToken);
            var copies = new List<Copy>();
            // One after the other, in the order of the pack, which the store reads ahead.
            foreach (var message in slice)
                if (routes.TryGetValue(message, out var found))
                    await AttemptAsync(message, () => PrepareAsync(message, found, copies, cancellationToken), cancellationToken);
            if (copies.Count > 0)
            {
                // References stand before the appends that use them, so that no crash leaves a message whose pack could be taken away.
                await store.AddReferencesAsync(batch.Pack, [.. copies.Select(copy => copy.Reference)], cancellationToken);
                await AppendAsync(copies, cancellationToken);
            }
            await ReportAsync(routes, cancellationToken);
        }
        return failures;
    }

    private async Task AttemptAsync(SpooledMessage message, Func<Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            failures.TryAdd(message, e);
        }
    }

    private async Task<IReadOnlyDictionary<SpooledMessage, Routes>> RouteAsync(SpooledMessage[] slice, CancellationToken cancellationToken)
    {
        var routes = new ConcurrentDictionary<SpooledMessage, Routes>(ReferenceEqualityComparer.Instance);
        await ForEachAsync(
            slice,
            (message, cancelled) =>
                AttemptAsync(message, async () => routes[message] = await router.RouteAsync(message, cancelled), cancelled),
            cancellationToken
        );
        return routes;
    }

    private async Task PrepareAsync(SpooledMessage message, Routes routes, List<Copy> copies, CancellationToken cancellationToken)
    {
        if (!routes.Accounts.IsEmpty)
        {
            var summary = await reader.ReadAsync(message.Content, cancellationToken);
            var content = new NewMessage(
                message.Content,
                MessageFlags.None,
                Keywords: [],
                message.ReceivedSeconds,
                summary.ThreadId,
                new ParsedSummary(summary)
            );
            copies.AddRange(await TreatAsync(new DeliveredMessage(message, summary, store), content, routes, cancellationToken));
        }
        if (!routes.Remote.IsEmpty)
            await outgoing.SendAsync(message with { Envelope = message.Envelope with { Recipients = routes.Remote } }, cancellationToken);
        // The recipients that can be reached get their copy all the same.
        routes.ThrowIfIncomplete();
    }

    /// <summary>The copies of a message as their accounts want them. A rule may forward it to others, who are asked, too.</summary>
    private async Task<List<Copy>> TreatAsync(
        DeliveredMessage message,
        NewMessage content,
        Routes routes,
        CancellationToken cancellationToken
    )
    {
        var copies = new List<Copy>();
        for (var open = routes.Accounts.Keys.ToList(); open.Count > 0; )
        {
            var junk = await filter.JunkAsync(message.Message, open, cancellationToken);
            var forwarded = new List<AccountId>();
            foreach (var account in open)
            {
                var isJunk = junk.Contains(account);
                var treatment =
                    personal is not null ? await personal.TreatAsync(account, message, isJunk, cancellationToken)
                    : isJunk ? Treatment.Junk
                    : Treatment.Plain;
                copies.Add(new Copy(message, content, account, routes.Accounts[account], isJunk, treatment));
                foreach (var address in treatment.ForwardTo)
                    forwarded.AddRange(await router.ForwardAsync(routes, address, cancellationToken));
            }
            open = forwarded;
        }
        return copies;
    }

    private Task AppendAsync(List<Copy> copies, CancellationToken cancellationToken) =>
        ForEachAsync(
            copies.GroupBy(copy => copy.Account),
            // One account's copies start together, so that the store puts them into as few commits as it can.
            (account, cancelled) =>
                Task.WhenAll(account.Select(copy => AttemptAsync(copy.Message, () => DeliverAsync(copy, cancelled), cancelled))),
            cancellationToken
        );

    /// <summary>
    /// Tells the senders who asked for it, when all of a message's recipients have it, and those whose message finds no room. Of a message that goes back on the
    /// queue they are told when it comes again.
    /// </summary>
    private async Task ReportAsync(IReadOnlyDictionary<SpooledMessage, Routes> routes, CancellationToken cancellationToken)
    {
        foreach (var (message, found) in routes)
        {
            var outcomes = found.OutcomesWithout(full.GetValueOrDefault(message) ?? []);
            if (!outcomes.IsEmpty && !failures.ContainsKey(message))
                await AttemptAsync(
                    message,
                    async () => await outgoing.ReportAsync(message, outcomes, cancellationToken),
                    cancellationToken
                );
        }
    }

    private static Task ForEachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            all,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (each, cancelled) => await action(each, cancelled)
        );

    /// <summary>Appends to the account's inbox, or Junk; to the postmaster's if the account was removed after its address was looked up.</summary>
    private async Task DeliverAsync(Copy copy, CancellationToken cancellationToken)
    {
        using var activity = DeliveryMeter.Begin(copy.Message);
        if (await TryAppendAsync(copy, cancellationToken))
            return;
        log.LogWarning("The account {Account} is gone; its mail goes to the postmaster", copy.Account);
        foreach (var postmaster in await router.PostmasterAsync(copy.Recipient, cancellationToken))
        {
            // Whoever is postmaster, it is the last place that the mail has.
            var redirected = copy with
            {
                Account = postmaster,
                // What the user wanted done is not what the postmaster wants.
                Treatment = copy.IsJunk ? Treatment.Junk : Treatment.Plain,
                Allowance = Allowance.Boundless,
            };
            await store.AddReferencesAsync(batch.Pack, [redirected.Reference], cancellationToken);
            if (!await TryAppendAsync(redirected, cancellationToken))
                throw new UndeliverableException($"The accounts {copy.Account} and {postmaster} are gone.");
        }
    }

    /// <summary>False: there is no such account.</summary>
    private async Task<bool> TryAppendAsync(Copy copy, CancellationToken cancellationToken)
    {
        var append = copy.ToChange();
        try
        {
            var result = await store.CommitAsync(copy.Account, append, cancellationToken);
            if (result.Refusal is { Reason: RefusalReason.TooManyKeywords })
                return await TryAppendAsync(copy with { Treatment = copy.Treatment.WithoutKeywords() }, cancellationToken);
            if (result.Refusal is { Reason: RefusalReason.OverQuota })
            {
                // What was accepted is delivered or its sender told; who may be forged is not told, as it would be somebody else who hears it.
                if (!copy.IsJunk && await router.CanTellSenderAsync(copy.Message, copy.Recipient, cancellationToken))
                {
                    full.GetOrAdd(copy.Message, static _ => []).Add(copy.Account);
                    return true;
                }
                result = await store.CommitAsync(copy.Account, append with { Allowance = Allowance.Reserve }, cancellationToken);
                if (result.Refusal is { Reason: RefusalReason.OverQuota })
                {
                    log.LogError(
                        "{Account} holds twice its limit: message {Message} of {Sender}, which cannot be returned to anybody, is dropped",
                        copy.Account,
                        append.Key?.Value,
                        copy.Message.Envelope.ReversePath
                    );
                    return true;
                }
            }
            if (result.Refusal is { Reason: not RefusalReason.AlreadyDelivered } refusal)
                throw new UndeliverableException($"{copy.Account}: {refusal.Text}.");
            if (result.Refusal is null)
                DeliveryMeter.Delivered(copy.Message, copy.Place);
            // What was there before was answered then, or not.
            if (personal is not null && result.Refusal is null && copy.Treatment.Vacation is { } vacation)
                await personal.AnswerAsync(copy.Account, vacation, copy.Delivered, cancellationToken);
            return true;
        }
        catch (UnknownAccountException)
        {
            return false;
        }
    }

    /// <summary>A message for one account.</summary>
    /// <param name="Recipient">The forward-path's address that led to the account.</param>
    private sealed record Copy(
        DeliveredMessage Delivered,
        NewMessage Content,
        AccountId Account,
        Address Recipient,
        bool IsJunk,
        Treatment Treatment
    )
    {
        public Allowance Allowance { get; init; } = Allowance.Grace;

        public SpooledMessage Message => Delivered.Message;

        /// <summary>Where it goes, as figures say it.</summary>
        public string Place =>
            IsJunk ? "junk"
            : Treatment.Target == Treatment.Plain.Target ? "inbox"
            : "rule";

        public PackReference Reference => new(Account, Message.Content.Offset);

        public AppendMessages ToChange() =>
            new(
                Treatment.Target,
                [Content with { Flags = Treatment.Flags, Keywords = Treatment.Keywords }],
                DeliveryKey.For(Message.Content)
            )
            {
                Allowance = Allowance,
            };
    }
}
