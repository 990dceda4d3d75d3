using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Xunit;

namespace MailCloud.Testing.Contracts;

public abstract partial class MailStoreContract
{
    private async Task<MailboxId> InboxAsync() => (await Store.ReadAsync(Alice)).Mailbox("INBOX").Id;

    [Fact]
    public async Task A_change_of_flags_is_one_event_for_all_messages_it_changes()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 20);
        var inbox = await InboxAsync();
        var some = UidSet.Of(uids.Enumerate().Take(5));
        await Store.DoAsync(Alice, new ChangeFlags(inbox, some, FlagChange.Add(MessageFlags.Seen)));

        var result = await Store.DoAsync(Alice, new ChangeFlags(inbox, uids, FlagChange.Add(MessageFlags.Seen, "Work")));

        var logged = Assert.Single(result.Events);
        Assert.Equal(uids, Assert.IsType<FlagsChanged>(logged.Event).Uids);
        var state = await Other.ReadAsync(Alice);
        Assert.All(state.In("INBOX").All(), message => Assert.Equal((MessageFlags.Seen, logged.First), (message.Flags, message.ModSeq)));
        Assert.Equal((20, 0), (state.Mailbox("INBOX").Tally.Messages, state.Mailbox("INBOX").Tally.Unseen));
        Assert.Equal(logged.First, state.Mailbox("INBOX").HighestModSeq);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_takes_no_number()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 3);
        var inbox = await InboxAsync();
        var seen = new ChangeFlags(inbox, uids, FlagChange.Replace(MessageFlags.Seen, "a"));
        await Store.DoAsync(Alice, seen);
        await Other.AppendAsync(Alice, "Sent");
        var before = await Other.ReadAsync(Alice);

        var result = await Store.DoAsync(Alice, seen);

        Assert.Empty(result.Events);
        Assert.Equal(before.ModSeq, result.State.ModSeq);
    }

    [Fact]
    public async Task Messages_changed_since_are_left_alone()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 4);
        var inbox = await InboxAsync();
        var known = (await Store.ReadAsync(Alice)).ModSeq;
        var two = UidSet.Of(uids.Enumerate().Take(2));
        await Other.DoAsync(Alice, new ChangeFlags(inbox, two, FlagChange.Add(MessageFlags.Flagged)));

        var result = await Store.DoAsync(Alice, new ChangeFlags(inbox, uids, FlagChange.Add(MessageFlags.Deleted), known));

        Assert.Equal(two, result.Stale);
        Assert.Equal(2, result.State.Mailbox("INBOX").Tally.Deleted);
    }

    [Fact]
    public async Task A_mailbox_takes_a_bounded_number_of_keywords()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX");
        var inbox = await InboxAsync();
        var many = Enumerable.Range(0, KeywordTable.Capacity).Select(n => $"k{n}").ToArray();
        await Store.DoAsync(Alice, new ChangeFlags(inbox, uids, FlagChange.Add(MessageFlags.None, [.. many])));

        var oneMore = new ChangeFlags(inbox, uids, FlagChange.Add(MessageFlags.None, "more"));
        Assert.Equal(RefusalReason.TooManyKeywords, await Store.RefusedAsync(Alice, oneMore));
        var append = new AppendMessages(MailboxTarget.Inbox, [ContractMail.MessageAt(ContractMail.Nowhere(), keywords: "more")]);
        Assert.Equal(RefusalReason.TooManyKeywords, await Other.RefusedAsync(Alice, append));
        await Store.DoAsync(Alice, new ChangeFlags(inbox, uids, FlagChange.Remove(MessageFlags.None, "K7", "more")));
        Assert.Equal(many.Except(["k7"]), KeywordsOf(await Other.ReadAsync(Alice), "INBOX"));
    }

    [Fact]
    public async Task Expunged_messages_are_gone_and_their_uids_never_come_back()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 6);
        var inbox = await InboxAsync();
        var odd = UidSet.Of(uids.Enumerate().Where((_, n) => n % 2 == 1));
        await Store.DoAsync(Alice, new ChangeFlags(inbox, odd, FlagChange.Add(MessageFlags.Deleted)));

        var result = await Store.DoAsync(Alice, new ExpungeDeleted(inbox));

        Assert.Equal(odd, Assert.IsType<MessagesExpunged>(Assert.Single(result.Events).Event).Uids);
        Assert.Equal(uids.Enumerate().Except(odd.Enumerate()), (await Other.ReadAsync(Alice)).In("INBOX").AllUids().Enumerate());
        await Other.DoAsync(Alice, new ExpungeMessages(inbox, uids));
        var next = await Store.AppendAsync(Alice, "INBOX");
        Assert.True(next.Ranges[0].First > uids.Ranges[0].Last);
        Assert.Equal(new Tally(1, 1, 0, 100), (await Store.ReadAsync(Alice)).Mailbox("INBOX").Tally);
    }

    [Fact]
    public async Task Copies_keep_what_a_message_is_and_get_uids_of_their_own()
    {
        var message = await Store.NewMessageAsync("Copy me", MessageFlags.Answered, "blue", "green");
        await Store.DoAsync(Alice, new AppendMessages(MailboxTarget.Inbox, [message]));
        // The target has other keywords before.
        await Store.DoAsync(
            Alice,
            new AppendMessages(MailboxTarget.Named("Archive"), [ContractMail.MessageAt(ContractMail.Nowhere(), keywords: ["red", "GREEN"])])
        );
        var original = Assert.Single((await Store.ReadAsync(Alice)).In("INBOX").All());

        var result = await Other.DoAsync(
            Alice,
            new CopyMessages(await InboxAsync(), UidSet.Of(original.Uid), MailboxTarget.Named("Archive"))
        );

        var state = await Store.ReadAsync(Alice);
        Assert.Equal(original, Assert.Single(state.In("INBOX").All()));
        var copy = state.In("Archive").All()[^1];
        Assert.Equal(Assert.Single(result.Events).First.Value, copy.Uid.Value);
        Assert.Equal((original.EmailId, original.ThreadId, original.Content), (copy.EmailId, copy.ThreadId, copy.Content));
        Assert.Equal((original.Flags, original.InternalDateSeconds), (copy.Flags, copy.InternalDateSeconds));
        Assert.Equal(["GREEN", "blue"], state.In("Archive").Keywords.NamesOf(copy.Keywords).Order(StringComparer.Ordinal));
        Assert.Equal(2, state.Mailbox("Archive").Tally.Messages);
    }

    [Fact]
    public async Task Moved_messages_are_in_one_mailbox_only()
    {
        var uids = await Store.AppendAsync(Alice, "INBOX", 5);
        var inbox = await InboxAsync();
        var wanted = UidSet.Of(new UidRange(new Uid(1), uids.Ranges[0].First));

        await Store.DoAsync(Alice, new MoveMessages(inbox, wanted, MailboxTarget.Named("Trash")));
        await Other.DoAsync(Alice, new MoveMessages(inbox, uids, MailboxTarget.Named("INBOX")));

        var state = await Store.ReadAsync(Alice);
        Assert.Equal((4, 1), (state.In("INBOX").Count, state.In("Trash").Count));
        Assert.All(state.In("INBOX").All(), message => Assert.True(message.Uid > uids.Ranges[0].Last));
        Assert.Equal((4, 1), (state.Mailbox("INBOX").Tally.Messages, state.Mailbox("Trash").Tally.Messages));
        Assert.Empty((await Store.DoAsync(Alice, new MoveMessages(inbox, uids, MailboxTarget.Named("Trash")))).Events);
    }

    [Fact]
    public async Task A_message_that_replaces_another_comes_and_the_other_goes_in_one_step()
    {
        var old = (await Store.AppendAsync(Alice, "Drafts", 2)).Ranges[0].First;
        var drafts = (await Store.ReadAsync(Alice)).Mailbox("Drafts").Id;
        var anew = await Store.NewMessageAsync("Better", MessageFlags.Draft);

        var result = await Other.DoAsync(Alice, new ReplaceMessage(drafts, old, MailboxTarget.Named("Drafts"), anew));

        Assert.Equal([typeof(MessagesAppended), typeof(MessagesExpunged)], result.Events.Select(logged => logged.Event.GetType()));
        Assert.Single(result.Events.Select(logged => logged.Commit).Distinct());
        var state = await Store.ReadAsync(Alice);
        Assert.False(state.In("Drafts").Contains(old));
        Assert.Equal(result.Events[0].First.Value, state.In("Drafts").All()[^1].Uid.Value);
        Assert.Equal(2, state.Mailbox("Drafts").Tally.Messages);
    }

    [Fact]
    public async Task Nothing_comes_where_nothing_can_go()
    {
        var old = (await Store.AppendAsync(Alice, "Drafts")).Ranges[0].First;
        var drafts = (await Store.ReadAsync(Alice)).Mailbox("Drafts").Id;
        var anew = ContractMail.MessageAt(ContractMail.Nowhere());

        var nowhere = new ReplaceMessage(drafts, old, MailboxTarget.Named("Nowhere"), anew);
        Assert.Equal(RefusalReason.NoSuchMailbox, await Store.RefusedAsync(Alice, nowhere));
        await Other.DoAsync(Alice, new ExpungeMessages(drafts, UidSet.Of(old)));
        var late = new ReplaceMessage(drafts, old, MailboxTarget.Named("Drafts"), anew);
        Assert.Equal(RefusalReason.NoSuchMessage, await Store.RefusedAsync(Alice, late));
        Assert.Equal(0, (await Store.ReadAsync(Alice)).In("Drafts").Count);
    }

    private static IEnumerable<string> KeywordsOf(AccountState state, string mailbox)
    {
        var messages = state.In(mailbox);
        return messages.All().SelectMany(message => messages.Keywords.NamesOf(message.Keywords)).Distinct();
    }
}
