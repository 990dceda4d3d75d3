using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Xunit;

namespace MailCloud.Testing.Contracts;

public abstract partial class MailStoreContract
{
    [Fact]
    public async Task An_appended_message_is_there_with_all_that_was_said_of_it()
    {
        var before = await Store.ReadAsync(Alice);
        var message = await Store.NewMessageAsync("An invoice", MessageFlags.Seen | MessageFlags.Flagged, "$Forwarded", "Later");

        var result = await Store.DoAsync(Alice, new AppendMessages(MailboxTarget.Named("inbox"), [message]));

        foreach (var state in new[] { result.State, await Store.ReadAsync(Alice), await Other.ReadAsync(Alice) })
        {
            var inbox = state.In("INBOX");
            var record = Assert.Single(inbox.All());
            Assert.Equal(before.ModSeq + 1, record.ModSeq);
            Assert.Equal(record.ModSeq.Value, record.Uid.Value);
            Assert.Equal(record.ModSeq.Value, record.EmailId.Value);
            Assert.Equal(message.ThreadId, record.ThreadId);
            Assert.Equal(message.Content, record.Content);
            Assert.Equal(MessageFlags.Seen | MessageFlags.Flagged, record.Flags);
            Assert.Equal(["$Forwarded", "Later"], inbox.Keywords.NamesOf(record.Keywords));
            Assert.Equal(message.InternalDateSeconds, record.InternalDateSeconds);
            Assert.True(record.SaveDateSeconds > message.InternalDateSeconds);
            Assert.Equal("An invoice", (await record.Summary.ReadAsync(CancellationToken.None)).Envelope.Subject);
            var entry = state.Mailbox("INBOX");
            Assert.Equal(new Tally(1, 0, 0, message.Content.Length), entry.Tally);
            Assert.Equal((record.Uid, record.ModSeq), (entry.LastUid, entry.HighestModSeq));
        }
    }

    [Fact]
    public async Task Messages_appended_together_have_consecutive_uids()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 700);

        Assert.Single(uids.Ranges);
        Assert.Equal(700, uids.Count);
        Assert.Equal(uids, (await Other.ReadAsync(Alice)).In("INBOX").AllUids());
        Assert.Equal(uids.Ranges[0].Last.Value + 1, (await Other.ReadAsync(Alice)).Mailbox("INBOX").UidNext);
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_mailbox_that_is_not_there()
    {
        var append = new AppendMessages(MailboxTarget.Named("Nowhere"), [ContractMail.MessageAt(ContractMail.Nowhere())]);

        Assert.Equal(RefusalReason.NoSuchMailbox, await Store.RefusedAsync(Alice, append));
    }

    [Fact]
    public async Task A_delivery_goes_to_the_inbox_if_no_mailbox_has_the_role()
    {
        var message = ContractMail.MessageAt(ContractMail.Nowhere());
        await Store.DoAsync(Alice, new AppendMessages(MailboxTarget.WithRole(MailboxRole.Junk), [message]));
        await Store.DoAsync(Alice, new DeleteMailbox("Junk"));
        await Store.DoAsync(Alice, new AppendMessages(MailboxTarget.WithRole(MailboxRole.Junk), [message]));

        Assert.Equal(1, (await Store.ReadAsync(Alice)).In("INBOX").Count);
    }

    [Fact]
    public async Task A_delivery_happens_once()
    {
        var key = new DeliveryKey("a/b?c#d");
        var delivery = new AppendMessages(MailboxTarget.Inbox, [ContractMail.MessageAt(ContractMail.Nowhere())], key);
        await Store.DoAsync(Alice, delivery);

        var again = await Other.CommitAsync(Alice, delivery, CancellationToken.None);

        Assert.Equal(RefusalReason.AlreadyDelivered, again.Refusal?.Reason);
        Assert.Equal(1, again.State.Mailbox("INBOX").Tally.Messages);
        Assert.Equal(1, (await Store.ReadAsync(Alice)).In("INBOX").Count);
    }

    [Fact]
    public async Task Deliveries_at_the_same_time_happen_once_each()
    {
        var deliveries = Enumerable
            .Range(0, 40)
            .Select(n => new AppendMessages(
                MailboxTarget.Inbox,
                [ContractMail.MessageAt(ContractMail.Nowhere(n + 1))],
                new DeliveryKey($"message {n % 10}")
            ));

        var results = await Task.WhenAll(
            deliveries.Select((delivery, n) => (n % 3 == 0 ? Other : Store).CommitAsync(Alice, delivery, CancellationToken.None).AsTask())
        );

        Assert.Equal(10, results.Count(result => result.Refusal is null));
        Assert.Equal(30, results.Count(result => result.Refusal?.Reason == RefusalReason.AlreadyDelivered));
        Assert.Equal(10, (await Store.ReadAsync(Alice)).In("INBOX").Count);
    }

    [Fact]
    public async Task A_refused_delivery_may_come_again()
    {
        var delivery = new AppendMessages(
            MailboxTarget.Named("Lists"),
            [ContractMail.MessageAt(ContractMail.Nowhere())],
            new DeliveryKey("one")
        );
        Assert.Equal(RefusalReason.NoSuchMailbox, await Store.RefusedAsync(Alice, delivery));
        await Store.DoAsync(Alice, new CreateMailbox("Lists"));

        await Store.DoAsync(Alice, delivery);

        Assert.Equal(1, (await Store.ReadAsync(Alice)).In("Lists").Count);
    }

    [Fact]
    public async Task Appends_at_the_same_time_all_stand_with_uids_of_their_own()
    {
        var appends = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(n => (n % 2 == 0 ? Store : Other).AppendAsync(Alice, n % 5 == 0 ? "Sent" : "INBOX", 1 + (n % 3)))
        );

        var state = await Store.ReadAsync(Alice);
        var uids = state.In("INBOX").All().Concat(state.In("Sent").All()).Select(message => message.Uid).ToArray();
        Assert.Equal(120, uids.Length);
        Assert.Equal(appends.SelectMany(set => set.Enumerate()).Order(), uids.Order());
        Assert.Equal(uids.Length, uids.Distinct().Count());
    }

    [Fact]
    public async Task A_commit_is_seen_by_every_read_that_begins_after_it()
    {
        for (var n = 1; n <= 10; n++)
        {
            await Store.AppendAsync(Alice, "INBOX");
            Assert.Equal(n, (await Other.ReadAsync(Alice)).In("INBOX").Count);
            var directory = await Other.ReadAsync(Alice, StateDepth.Directory, CancellationToken.None);
            Assert.Equal(n, directory?.Mailbox("INBOX").Tally.Messages);
        }
    }
}
