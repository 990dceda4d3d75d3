using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>What an account cannot be made to grow beyond.</summary>
public class MailboxLimitTests
{
    private readonly AccountId alice = new("alice@example.org");
    private readonly MemoryMailStore store = new(TimeProvider.System);

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a*")]
    [InlineData("50%")]
    [InlineData("tab\there")]
    [InlineData("c1\u0085")]
    [InlineData("line\u2028")]
    [InlineData("lone\ud800")]
    public void Names_that_no_mailbox_may_have(string name) => Assert.False(MailboxName.IsAllowed(name, out _));

    [Theory]
    [InlineData("a")]
    [InlineData("Gesendete Objekte")]
    [InlineData("受信箱/😀")]
    [InlineData("~/#&\\\"")]
    public void Names_that_a_mailbox_may_have(string name) => Assert.True(MailboxName.IsAllowed(name, out _));

    [Fact]
    public void Names_are_bounded_in_octets_and_levels()
    {
        Assert.True(MailboxName.IsAllowed(new string('ü', 256), out _));
        Assert.False(MailboxName.IsAllowed(new string('ü', 256) + "x", out _));
        Assert.True(MailboxName.IsAllowed(string.Join('/', Enumerable.Repeat("a", 32)), out _));
        Assert.False(MailboxName.IsAllowed(string.Join('/', Enumerable.Repeat("a", 33)), out _));
    }

    [Fact]
    public async Task An_account_has_so_many_mailboxes_and_can_still_rename_them()
    {
        await store.CreateAccountAsync(alice, CancellationToken.None);
        for (var n = 6; n < CreateMailbox.MaxMailboxes; n++)
            await store.DoAsync(alice, new CreateMailbox($"m{n}"));

        Assert.Equal(RefusalReason.TooManyMailboxes, await store.RefusedAsync(alice, new CreateMailbox("one more")));
        Assert.Equal(RefusalReason.TooManyMailboxes, await store.RefusedAsync(alice, new RenameMailbox("m7", "above/m7")));
        await store.DoAsync(alice, new RenameMailbox("m7", "m7 renamed"));
    }

    [Fact]
    public async Task The_names_of_an_account_are_bounded_together()
    {
        await store.CreateAccountAsync(alice, CancellationToken.None);
        await store.DoAsync(alice, new CreateMailbox("p"));
        var made = 0;
        CommitResult last;
        do
        {
            last = await store.CommitAsync(alice, new CreateMailbox($"p/{made:D4}{new string('x', 480)}"), CancellationToken.None);
            made++;
        } while (last.Refusal is null);

        Assert.Equal(RefusalReason.TooManyMailboxes, last.Refusal.Reason);
        Assert.InRange(made, 500, 550);
        Assert.Equal(RefusalReason.TooManyMailboxes, await store.RefusedAsync(alice, new RenameMailbox("p", "a longer name")));
        Assert.Equal(RefusalReason.TooManyMailboxes, await store.RefusedAsync(alice, new ChangeSubscription(new string('s', 500), true)));
        Assert.InRange((await store.ReadAsync(alice)).Directory.NameOctets, 0, MailboxDirectory.MaxNameOctets);
    }

    [Fact]
    public async Task So_many_names_can_be_subscribed_without_a_mailbox()
    {
        await store.CreateAccountAsync(alice, CancellationToken.None);
        for (var n = 0; n < ChangeSubscription.MaxOrphans; n++)
            await store.DoAsync(alice, new ChangeSubscription($"s{n}", Subscribed: true));

        Assert.Equal(RefusalReason.TooManyMailboxes, await store.RefusedAsync(alice, new ChangeSubscription("more", Subscribed: true)));
        await store.DoAsync(alice, new ChangeSubscription("s7", Subscribed: false));
        await store.DoAsync(alice, new ChangeSubscription("more", Subscribed: true));
    }
}
