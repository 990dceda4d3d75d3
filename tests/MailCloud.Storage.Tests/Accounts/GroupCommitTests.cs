using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Storage.Accounts;
using MailCloud.Storage.Tests.Faults;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Accounts;

/// <summary>Commits of one account that come at the same time go together.</summary>
public sealed class GroupCommitTests(StorageFixture fixture)
{
    private readonly AccountId alice = new($"group-{Guid.NewGuid():N}");

    [Fact]
    public async Task Commits_at_the_same_time_take_few_transactions()
    {
        var (store, requests) = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => store.DoAsync(alice, Delivery(n))));

        // The first goes alone, and then as many as fit: 49 with their marks in each transaction.
        Assert.InRange(requests.Count, 1, 20);
        Assert.Equal(200, results.Select(result => result.Events[0].First).Distinct().Count());
        Assert.Equal(200, (await store.ReadAsync(alice)).In("INBOX").Count);
        Assert.All(results, result => Assert.Equal(result.Events[^1].Last, result.State.ModSeq));
    }

    [Fact]
    public async Task A_delivery_costs_one_read_and_one_transaction()
    {
        var (store, requests) = await OpenAsync();
        await store.DoAsync(alice, Delivery(0));
        Assert.Equal(2, requests.Count);

        requests.Reset();
        await store.DoAsync(alice, Delivery(1));

        // The account is known now.
        Assert.Equal(1, requests.Count);
    }

    [Fact]
    public async Task A_read_of_a_known_account_is_one_request_and_so_are_many_at_once()
    {
        var (store, requests) = await OpenAsync();
        await store.ReadAsync(alice);
        requests.Reset();
        await store.ReadAsync(alice);
        Assert.Equal(1, requests.Count);

        requests.Reset();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => store.ReadAsync(alice)));

        // Those that begin while one is in flight share the next; on a slow machine they do not begin all at once.
        Assert.InRange(requests.Count, 1, 10);
    }

    [Fact]
    public async Task One_of_the_group_was_delivered_before_and_the_others_go_on()
    {
        var (store, _) = await OpenAsync();
        var elsewhere = (await fixture.OpenAsync()).Store;
        await store.ReadAsync(alice);
        await Task.WhenAll(elsewhere.DoAsync(alice, Delivery(3)), elsewhere.DoAsync(alice, Delivery(7)));

        var results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(n => store.CommitAsync(alice, Delivery(n), CancellationToken.None).AsTask())
        );

        for (var n = 0; n < 10; n++)
            Assert.Equal(n is 3 or 7 ? RefusalReason.AlreadyDelivered : null, results[n].Refusal?.Reason);
        Assert.Equal(10, (await elsewhere.ReadAsync(alice)).In("INBOX").Count);
    }

    [Fact]
    public async Task A_change_that_cannot_be_decided_fails_alone()
    {
        var (store, _) = await OpenAsync();
        var good = Enumerable.Range(0, 5).Select(n => store.DoAsync(alice, Delivery(n))).ToArray();
        var bad = store.CommitAsync(alice, new Broken(), CancellationToken.None).AsTask();
        var more = Enumerable.Range(5, 5).Select(n => store.DoAsync(alice, Delivery(n))).ToArray();

        await Assert.ThrowsAsync<DivideByZeroException>(() => bad);
        await Task.WhenAll([.. good, .. more]);

        Assert.Equal(10, (await store.ReadAsync(alice)).In("INBOX").Count);
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_leaves_nothing_behind()
    {
        var (store, _) = await OpenAsync();
        using var patience = new CancellationTokenSource();
        var first = store.DoAsync(alice, Delivery(0));
        var second = store.CommitAsync(alice, Delivery(1), patience.Token).AsTask();
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await first;
        Assert.Equal(1, (await store.ReadAsync(alice)).In("INBOX").Count);
    }

    [Fact]
    public async Task An_append_of_many_messages_is_one_step_whatever_its_events()
    {
        var (store, _) = await OpenAsync();
        var text = $"Subject: {string.Concat(Enumerable.Repeat("long ", 2_000))}\r\n\r\n";
        var messages = Enumerable.Range(0, 100).Select(_ => ContractMail.MessageAt(ContractMail.Nowhere(), text)).ToList();

        var result = await store.DoAsync(alice, new AppendMessages(MailboxTarget.Inbox, [.. messages], new DeliveryKey("many")));

        Assert.Equal(100, Assert.IsType<MessagesAppended>(Assert.Single(result.Events).Event).Messages.Length);
        Assert.Equal(100u, result.Events[0].Event.Span);
        var state = await (await fixture.OpenAsync()).Store.ReadAsync(alice);
        Assert.Equal(result.State.Directory.Mailboxes, state.Directory.Mailboxes);
        Assert.StartsWith(
            "long long",
            (await state.In("INBOX")[99].Summary.ReadAsync(CancellationToken.None)).Envelope.Subject,
            StringComparison.Ordinal
        );
        (await AccountLog.ReadAsync(fixture, alice)).AssertIs(state);
    }

    [Fact]
    public async Task What_is_too_large_for_one_step_is_refused_and_leaves_the_others_alone()
    {
        var (store, _) = await OpenAsync();
        var text = $"Subject: {string.Concat(Enumerable.Repeat("long ", 4_000))}\r\n\r\n";
        var message = ContractMail.MessageAt(ContractMail.Nowhere(), text);
        var tooMany = new AppendMessages(MailboxTarget.Inbox, [.. Enumerable.Repeat(message, 200)]);

        var all = await Task.WhenAll(
            store.CommitAsync(alice, Delivery(1), CancellationToken.None).AsTask(),
            store.CommitAsync(alice, tooMany, CancellationToken.None).AsTask(),
            store.CommitAsync(alice, Delivery(2), CancellationToken.None).AsTask()
        );

        Assert.Equal([null, RefusalReason.TooLarge, null], all.Select(result => result.Refusal?.Reason));
        Assert.Equal(2, (await store.ReadAsync(alice)).In("INBOX").Count);
    }

    [Fact]
    public void A_large_set_of_uids_is_cut_into_parts_that_do_the_same()
    {
        var uids = UidSet.Of(Enumerable.Range(1, 2 * EventLimits.Ranges + 5).Select(n => new Uid((uint)(3 * n))));

        var parts = EventLimits.Split(new MessagesMoved(new MailboxId(1), uids, new MailboxId(2), 7)).Cast<MessagesMoved>().ToList();

        Assert.Equal(3, parts.Count);
        Assert.Equal(uids.Enumerate(), parts.SelectMany(part => part.Uids.Enumerate()));
    }

    private static AppendMessages Delivery(int n) =>
        new(MailboxTarget.Inbox, [ContractMail.MessageAt(ContractMail.Nowhere(n + 1))], new DeliveryKey($"{n}"));

    private async Task<(IMailStore Store, FaultPolicy Requests)> OpenAsync()
    {
        var policy = new FaultPolicy();
        var store = (await fixture.OpenAsync(policy)).Store;
        Assert.True(await (await fixture.OpenAsync()).Store.CreateAccountAsync(alice, CancellationToken.None));
        return (store, policy);
    }

    private sealed record Broken : MailChange
    {
        public override Decision Decide(AccountState state, long nowSeconds) => throw new DivideByZeroException();
    }
}
