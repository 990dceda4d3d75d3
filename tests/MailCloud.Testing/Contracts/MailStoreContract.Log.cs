using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Xunit;

namespace MailCloud.Testing.Contracts;

public abstract partial class MailStoreContract
{
    [Fact]
    public async Task The_log_leads_from_each_state_to_each_later_one()
    {
        var random = new Random(7);
        List<AccountState> states = [await Store.ReadAsync(Alice)];
        for (var i = 0; i < 30; i++)
        {
            await (i % 2 == 0 ? Store : Other).CommitAsync(Alice, RandomChanges.Next(random, states[^1]), CancellationToken.None);
            states.Add(await Store.ReadAsync(Alice));
        }

        for (var older = 0; older < states.Count; older += 5)
        for (var newer = older; newer < states.Count; newer += 4)
        {
            var state = states[older];
            foreach (var logged in await EventsAsync(Other, state.ModSeq, states[newer].ModSeq))
                state = state.Apply(logged);
            AssertSame(states[newer], state);
        }
    }

    [Fact]
    public async Task The_log_of_an_account_begins_with_its_mailboxes()
    {
        await Store.AppendAsync(Alice, "Sent", 3);
        var state = await Other.ReadAsync(Alice);
        var start = new ModSeq(state.Mailbox("INBOX").Id.Value - 1);
        var model = new LogModel(start);

        foreach (var logged in await EventsAsync(Store, start, state.ModSeq))
            model.Apply(logged);

        model.AssertIs(state);
    }

    [Fact]
    public async Task What_is_expunged_is_told_by_the_ids_that_it_has_in_all_mailboxes()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 3);
        var inbox = (await Store.ReadAsync(Alice)).In("INBOX").All();
        await Store.DoAsync(Alice, new MoveMessages(await InboxAsync(), uids, MailboxTarget.Named("Trash")));
        var moved = await Store.ReadAsync(Alice);
        var trash = moved.Mailbox("Trash").Id;
        await Store.DoAsync(Alice, new ExpungeMessages(trash, UidSet.All));
        await Store.DoAsync(Alice, new DeleteMailbox("Trash"));

        var logged = await EventsAsync(Other, moved.ModSeq, (await Store.ReadAsync(Alice)).ModSeq);
        Assert.Equal(
            inbox.Select(message => new ExpungedEmail(message.EmailId, message.ThreadId)),
            Assert.IsType<MessagesExpunged>(logged[0].Event).Emails
        );
        Assert.True(logged.Select(entry => entry.Event).OfType<MailboxDeleted>().Single().WasEmpty);
    }

    [Fact]
    public async Task Nothing_is_behind_the_newest_state()
    {
        var now = (await Store.ReadAsync(Alice)).ModSeq;

        Assert.Empty(await EventsAsync(Store, now, now));
        Assert.Empty(await EventsAsync(Other, now + 100, now));
    }

    [Fact]
    public async Task The_log_does_not_lead_on_from_numbers_that_no_state_had()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 1);
        await Store.DoAsync(Alice, new CopyMessages(await InboxAsync(), uids, MailboxTarget.Named("Sent")));
        var two = await Store.DoAsync(
            Alice,
            new AppendMessages(
                MailboxTarget.Inbox,
                [ContractMail.MessageAt(ContractMail.Nowhere()), ContractMail.MessageAt(ContractMail.Nowhere())]
            )
        );
        var now = two.State.ModSeq;
        var within = two.Events[0].First;
        var beforeAll = new ModSeq(two.State.Mailbox("INBOX").Id.Value - 2);

        foreach (var store in new[] { Store, Other })
        {
            await Assert.ThrowsAsync<EventsMissingException>(() => EventsAsync(store, within, now));
            await Assert.ThrowsAsync<EventsMissingException>(() => EventsAsync(store, beforeAll, now));
            await Assert.ThrowsAsync<EventsMissingException>(() => EventsAsync(store, ModSeq.Zero, now));
        }
    }

    [Fact]
    public async Task The_log_of_a_removed_account_does_not_lead_to_the_one_made_anew()
    {
        var old = (await Store.ReadAsync(Alice)).ModSeq;
        await Store.AppendAsync(Alice, "INBOX", 5);
        await Store.RemoveAccountAsync(Alice, CancellationToken.None);
        await Assert.ThrowsAsync<EventsMissingException>(() => EventsAsync(Other, old, old + 3));

        await Store.CreateAccountAsync(Alice, CancellationToken.None);

        var now = (await Other.ReadAsync(Alice)).ModSeq;
        await Assert.ThrowsAsync<EventsMissingException>(() => EventsAsync(Other, old, now));
    }

    private async Task<IReadOnlyList<LoggedEvent>> EventsAsync(IMailStore store, ModSeq after, ModSeq through) =>
        await store.ReadEventsAsync(Alice, after, through, CancellationToken.None).ToListAsync();

    private static void AssertSame(AccountState expected, AccountState actual)
    {
        Assert.Equal(expected.ModSeq, actual.ModSeq);
        Assert.Equal(expected.Directory.Mailboxes, actual.Directory.Mailboxes);
        foreach (var mailbox in expected.Directory.Mailboxes)
            Assert.Equal(expected.Messages(mailbox.Id).All().Select(Essence), actual.Messages(mailbox.Id).All().Select(Essence));
    }

    private static (Uid, MessageFlags, ulong, ModSeq, EmailId) Essence(MessageRecord message) =>
        (message.Uid, message.Flags, message.Keywords, message.ModSeq, message.EmailId);
}
