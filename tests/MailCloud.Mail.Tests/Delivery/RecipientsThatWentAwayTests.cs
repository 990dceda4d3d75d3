using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Mail.Tests.Delivery;

/// <summary>Mail that was accepted for somebody who is not here any more, or was never: nothing of it is lost.</summary>
public class RecipientsThatWentAwayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_for_an_address_that_was_removed_goes_to_the_postmaster()
    {
        var room = new MailRoom("ann", "postmaster");

        await room.Agent.DeliverAsync(await room.AcceptAsync(("hello", [MailRoom.At("removed"), MailRoom.At("ann")])), Cancel);

        Assert.Equal(["hello"], await room.SubjectsAsync("postmaster"));
        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
    }

    [Fact]
    public async Task Mail_for_an_account_that_was_removed_goes_to_the_postmaster()
    {
        var room = new MailRoom("ann", "bob");
        await room.AddAliasAsync("postmaster", MailRoom.At("bob"));
        var batch = await room.AcceptAsync(("hello", [MailRoom.At("ann")]));
        await room.Store.RemoveAccountAsync(MailRoom.Account("ann"), Cancel);

        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(["hello"], await room.SubjectsAsync("bob"));
        Assert.Equal(2, room.Store.Steps.Count(step => step is "references"));
    }

    [Fact]
    public async Task A_postmaster_who_is_full_gets_it_all_the_same()
    {
        var room = new MailRoom("ann", "bob") { Outgoing = { IsConfigured = true } };
        await room.AddAliasAsync("postmaster", MailRoom.At("bob"));
        await room.Store.CommitAsync(MailRoom.Account("bob"), new SetQuota(new Quota(0, null)), Cancel);
        var batch = await room.AcceptAsync(("hello", [MailRoom.At("ann")]));
        await room.Store.RemoveAccountAsync(MailRoom.Account("ann"), Cancel);

        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(["hello"], await room.SubjectsAsync("bob"));
        Assert.Empty(room.Outgoing.Reported);
    }

    [Fact]
    public async Task Mail_for_a_removed_account_fails_when_the_postmaster_is_that_account()
    {
        var room = new MailRoom("ann");
        await room.AddAliasAsync("postmaster", MailRoom.At("ann"));
        var batch = await room.AcceptAsync(("hello", [MailRoom.At("ann")]));
        await room.Store.RemoveAccountAsync(MailRoom.Account("ann"), Cancel);

        await Assert.ThrowsAsync<UndeliverableException>(() => room.Agent.DeliverAsync(batch, Cancel));
    }

    [Fact]
    public async Task Mail_that_not_even_a_postmaster_takes_fails_but_reaches_the_others()
    {
        var room = new MailRoom("ann");
        var batch = await room.AcceptAsync(("hello", [MailRoom.At("removed"), MailRoom.At("ann")]), ("other", [MailRoom.At("ann")]));

        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(["hello", "other"], await room.SubjectsAsync("ann"));
        var (alone, _) = Assert.Single(room.Queue.Sent);
        var failure = await Assert.ThrowsAsync<UndeliverableException>(() => room.Agent.DeliverAsync(alone, Cancel));
        Assert.Contains("removed@example.test", failure.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(["hello", "other"], await room.SubjectsAsync("ann"));
    }

    [Fact]
    public async Task A_group_with_a_member_elsewhere_reaches_those_here_and_keeps_the_message()
    {
        var room = new MailRoom("ann", "postmaster");
        await room.AddAliasAsync("team", MailRoom.At("ann"), new Address("friend", "elsewhere.test"));

        var failure = await Assert.ThrowsAsync<UndeliverableException>(async () =>
            await room.Agent.DeliverAsync(await room.AcceptAsync(("hello", [MailRoom.At("team")])), Cancel)
        );

        Assert.Contains("friend@elsewhere.test", failure.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
        Assert.Empty(await room.InboxAsync("postmaster"));
    }

    [Fact]
    public async Task A_recipient_elsewhere_keeps_the_message()
    {
        var room = new MailRoom("ann");
        var batch = await room.AcceptAsync(("hello", [new Address("friend", "elsewhere.test")]));

        await Assert.ThrowsAsync<UndeliverableException>(() => room.Agent.DeliverAsync(batch, Cancel));
    }
}
