using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Xunit;

namespace MailCloud.Testing.Contracts;

public abstract partial class MailStoreContract
{
    private async Task<string[]> NamesAsync() =>
        [
            .. (await Other.ReadAsync(Alice))
                .Directory.Mailboxes.Where(mailbox => mailbox.Role == MailboxRole.None)
                .Select(mailbox => mailbox.Name),
        ];

    [Fact]
    public async Task A_mailbox_is_made_with_the_levels_above()
    {
        await Store.DoAsync(Alice, new CreateMailbox("a/b/ü", Subscribed: true));

        Assert.Equal(["a", "a/b", "a/b/ü"], await NamesAsync());
        Assert.Equal(RefusalReason.MailboxExists, await Other.RefusedAsync(Alice, new CreateMailbox("a/b")));
        Assert.Equal(RefusalReason.MailboxExists, await Store.RefusedAsync(Alice, new CreateMailbox("InBox")));
        Assert.Equal(RefusalReason.MailboxNotAllowed, await Store.RefusedAsync(Alice, new CreateMailbox("a//b")));
        Assert.Equal(RefusalReason.MailboxNotAllowed, await Store.RefusedAsync(Alice, new CreateMailbox("More", MailboxRole.Sent)));
    }

    [Fact]
    public async Task A_renamed_mailbox_takes_those_below_along()
    {
        await Store.DoAsync(Alice, new CreateMailbox("a/b/c"));
        await Store.AppendAsync(Alice, "a/b");
        var before = await Store.ReadAsync(Alice);

        await Other.DoAsync(Alice, new RenameMailbox("a", "x/y"));

        Assert.Equal(["x", "x/y", "x/y/b", "x/y/b/c"], await NamesAsync());
        var after = await Store.ReadAsync(Alice);
        Assert.Equal(before.Mailbox("a/b").Id, after.Mailbox("x/y/b").Id);
        Assert.Equal(1, after.In("x/y/b").Count);
        Assert.Equal(RefusalReason.MailboxNotAllowed, await Store.RefusedAsync(Alice, new RenameMailbox("x/y", "x/y/z")));
        Assert.Equal(RefusalReason.MailboxExists, await Store.RefusedAsync(Alice, new RenameMailbox("x/y", "Sent")));
        Assert.Equal(RefusalReason.NoSuchMailbox, await Store.RefusedAsync(Alice, new RenameMailbox("a", "z")));
    }

    [Fact]
    public async Task Renaming_never_puts_one_mailbox_over_another()
    {
        await Store.DoAsync(Alice, new CreateMailbox("a/x"));
        await Store.DoAsync(Alice, new CreateMailbox("b/x"));
        await Store.AppendAsync(Alice, "b/x");
        await Store.DoAsync(Alice, new DeleteMailbox("b"));

        // b is free, but b/x is not, and a/x would become it.
        Assert.Equal(RefusalReason.MailboxExists, await Store.RefusedAsync(Alice, new RenameMailbox("a", "b")));
        Assert.Equal(1, (await Other.ReadAsync(Alice)).In("b/x").Count);
    }

    [Fact]
    public async Task A_mailbox_may_take_the_name_of_a_deleted_one_above_it()
    {
        await Store.DoAsync(Alice, new CreateMailbox("a/b/b/c"));
        await Store.DoAsync(Alice, new CreateMailbox("a/b/c"));
        var before = await Store.ReadAsync(Alice);
        await Store.DoAsync(Alice, new DeleteMailbox("a"));

        await Store.DoAsync(Alice, new RenameMailbox("a/b", "a"));

        Assert.Equal(["a", "a/b", "a/b/c", "a/c"], await NamesAsync());
        var after = await Other.ReadAsync(Alice);
        Assert.Equal(before.Mailbox("a/b/b/c").Id, after.Mailbox("a/b/c").Id);
        Assert.Equal(before.Mailbox("a/b/c").Id, after.Mailbox("a/c").Id);
    }

    [Fact]
    public async Task Renaming_the_inbox_moves_its_messages_out()
    {
        await Store.DoAsync(Alice, new CreateMailbox("INBOX/lists"));
        var uids = await Store.AppendAsync(Alice, "INBOX", 3);

        await Store.DoAsync(Alice, new RenameMailbox("inbox", "old/2024"));

        var state = await Other.ReadAsync(Alice);
        Assert.Equal((0, 3), (state.In("INBOX").Count, state.In("old/2024").Count));
        Assert.All(state.In("old/2024").All(), message => Assert.True(message.Uid > uids.Ranges[0].Last));
        Assert.Equal(["INBOX/lists", "old", "old/2024"], await NamesAsync());
    }

    [Fact]
    public async Task A_deleted_mailbox_leaves_those_below_and_its_subscription()
    {
        await Store.DoAsync(Alice, new CreateMailbox("a/b"));
        await Store.DoAsync(Alice, new ChangeSubscription("a", Subscribed: true));
        await Store.AppendAsync(Alice, "a", 2);
        var first = (await Store.ReadAsync(Alice)).Mailbox("a").Id;

        await Other.DoAsync(Alice, new DeleteMailbox("a"));

        var state = await Store.ReadAsync(Alice);
        Assert.Equal(["a/b"], await NamesAsync());
        Assert.Equal(["a"], state.Directory.SubscribedWithoutMailbox);
        Assert.Equal(0, state.Directory.Mailboxes.Sum(mailbox => mailbox.Tally.Bytes));
        await Store.DoAsync(Alice, new CreateMailbox("a"));
        var anew = (await Other.ReadAsync(Alice)).Mailbox("a");
        Assert.True(anew.Subscribed && anew.Id.Value > first.Value);
        Assert.Empty((await Store.ReadAsync(Alice)).Directory.SubscribedWithoutMailbox);
        Assert.Equal(RefusalReason.MailboxNotAllowed, await Store.RefusedAsync(Alice, new DeleteMailbox("INBOX")));
        Assert.Equal(RefusalReason.NoSuchMailbox, await Store.RefusedAsync(Alice, new DeleteMailbox("b")));
    }

    [Fact]
    public async Task Names_can_be_subscribed_without_a_mailbox()
    {
        await Store.DoAsync(Alice, new ChangeSubscription("some/where", Subscribed: true));
        await Store.DoAsync(Alice, new ChangeSubscription("inbox", Subscribed: false));

        var state = await Other.ReadAsync(Alice);
        Assert.Equal(["some/where"], state.Directory.SubscribedWithoutMailbox);
        Assert.False(state.Mailbox("INBOX").Subscribed);
        Assert.Empty((await Other.DoAsync(Alice, new ChangeSubscription("some/where", Subscribed: true))).Events);
        await Other.DoAsync(Alice, new ChangeSubscription("some/where", Subscribed: false));
        Assert.Empty((await Store.ReadAsync(Alice)).Directory.SubscribedWithoutMailbox);
    }
}
