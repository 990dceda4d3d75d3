using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Mail.Tests.Delivery;

/// <summary>Mail that was accepted for a mailbox that is full by now: it is delivered, or its sender is told, up to a bound.</summary>
public sealed class FullMailboxTests
{
    private static readonly Address Stranger = new("sender", "elsewhere.test");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_sender_is_told_and_the_others_get_it()
    {
        var room = await RoomAsync(hasWayOut: true);

        await DeliverAsync(room, Stranger, MailRoom.At("ann"), MailRoom.At("bob"));

        Assert.Empty(await room.InboxAsync("ann"));
        Assert.Equal(["hello"], await room.SubjectsAsync("bob"));
        var outcome = Assert.Single(room.Outgoing.Reported);
        Assert.Equal((MailRoom.At("ann"), true), (outcome.Recipient.Address, outcome.IsFull));
    }

    [Fact]
    public async Task Who_asked_to_hear_of_success_hears_of_those_who_got_it_only()
    {
        var room = await RoomAsync(hasWayOut: true);
        await room.AddAliasAsync("news", MailRoom.At("ann"));
        var always = NotifyOn.Success | NotifyOn.Failure;

        await DeliverAsync(
            room,
            Stranger,
            new EnvelopeRecipient(MailRoom.At("ann")) { Notify = always },
            new EnvelopeRecipient(MailRoom.At("news")) { Notify = always },
            new EnvelopeRecipient(MailRoom.At("bob")) { Notify = always }
        );

        Assert.Equal(
            ["ann True", "bob False", "news True"],
            room.Outgoing.Reported.Select(outcome => $"{outcome.Recipient.Address.LocalPart} {outcome.IsFull}").Order()
        );
    }

    [Fact]
    public async Task Of_a_group_those_with_room_get_it_and_its_sender_is_told_of_the_group()
    {
        var room = await RoomAsync(hasWayOut: true);
        await room.AddAliasAsync("team", MailRoom.At("ann"), MailRoom.At("bob"));

        await DeliverAsync(room, Stranger, MailRoom.At("team"));

        Assert.Equal(["hello"], await room.SubjectsAsync("bob"));
        Assert.Equal(MailRoom.At("team"), Assert.Single(room.Outgoing.Reported).Recipient.Address);
    }

    [Fact]
    public async Task A_report_finds_its_way_into_a_full_mailbox()
    {
        var room = await RoomAsync(hasWayOut: true);
        await DeliverAsync(room, sender: null, MailRoom.At("ann"));
        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
        Assert.Empty(room.Outgoing.Reported);
    }

    [Fact]
    public async Task Strangers_cannot_fill_a_mailbox_with_what_cannot_be_returned()
    {
        var room = await RoomAsync(hasWayOut: true);
        await LimitAsync(room, new Quota(null, 5));
        for (var number = 0; number < 120; number++)
            await DeliverAsync(room, sender: null, MailRoom.At("ann"));
        Assert.Equal(110, (await room.InboxAsync("ann")).Length);
    }

    [Fact]
    public async Task Junk_is_delivered_since_its_sender_may_be_somebody_else()
    {
        var room = await RoomAsync(hasWayOut: true);
        await DeliverAsync(room, Stranger, envelope => envelope with { Disposition = Disposition.Junk }, MailRoom.At("ann"));
        Assert.Single(await room.InboxAsync("ann", MailboxRole.Junk));
        Assert.Empty(room.Outgoing.Reported);
    }

    [Theory]
    [InlineData(NotifyOn.Never, true)]
    [InlineData(NotifyOn.Success, true)]
    [InlineData(NotifyOn.Delay | NotifyOn.Failure, false)]
    public async Task Who_does_not_want_to_hear_of_failure_gets_it_delivered(NotifyOn notify, bool isDelivered)
    {
        var room = await RoomAsync(hasWayOut: true);
        await DeliverAsync(room, Stranger, new EnvelopeRecipient(MailRoom.At("ann")) { Notify = notify });
        Assert.Equal(isDelivered ? 1 : 0, (await room.InboxAsync("ann")).Length);
    }

    [Fact]
    public async Task Without_a_way_out_only_senders_here_can_be_told()
    {
        var room = await RoomAsync(hasWayOut: false);
        await DeliverAsync(room, Stranger, MailRoom.At("ann"));
        Assert.Single(await room.InboxAsync("ann"));
        Assert.Empty(room.Outgoing.Reported);

        await DeliverAsync(room, MailRoom.At("bob"), MailRoom.At("ann"));
        Assert.Single(await room.InboxAsync("ann"));
        Assert.Single(room.Outgoing.Reported);
    }

    [Fact]
    public async Task A_message_that_was_delivered_while_there_was_room_is_not_reported_when_it_comes_again()
    {
        var room = await RoomAsync(hasWayOut: true);
        await LimitAsync(room, Quota.Unset);
        var batch = await room.AcceptAsync(("hello", [MailRoom.At("ann")]));
        await room.Agent.DeliverAsync(batch, Cancel);
        await LimitAsync(room, new Quota(1, null));

        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
        Assert.Empty(room.Outgoing.Reported);
    }

    [Fact]
    public async Task Wherever_a_run_is_killed_it_is_delivered_or_its_sender_is_told()
    {
        for (var steps = 0; ; steps++)
        {
            var room = await RoomAsync(hasWayOut: true);
            var batch = await room.AcceptAsync(("hello", [MailRoom.At("ann"), MailRoom.At("bob")]));
            room.Store.GoDownAfter(steps, answerLost: steps % 2 == 0);
            var died = await Record.ExceptionAsync(() => room.Agent.DeliverAsync(batch, Cancel));
            room.Store.Recover();
            if (died is not null)
                await room.Agent.DeliverAsync(batch, Cancel);

            Assert.Equal(["hello"], await room.SubjectsAsync("bob"));
            Assert.NotEmpty(room.Outgoing.Reported.Concat(await OnTheQueueAsync(room)));
            if (died is null)
                return;
        }
    }

    /// <summary>What goes back on the queue is told of when it comes again.</summary>
    private static async Task<IEnumerable<LocalOutcome>> OnTheQueueAsync(MailRoom room)
    {
        foreach (var (batch, _) in room.Queue.Sent.ToList())
            await room.Agent.DeliverAsync(batch, Cancel);
        return room.Outgoing.Reported;
    }

    /// <summary>Ann's mailbox is full, Bob's is not.</summary>
    private static async Task<MailRoom> RoomAsync(bool hasWayOut)
    {
        var room = new MailRoom("ann", "bob") { Outgoing = { IsConfigured = hasWayOut } };
        await LimitAsync(room, new Quota(0, null));
        return room;
    }

    private static async Task LimitAsync(MailRoom room, Quota quota)
    {
        var result = await room.Store.CommitAsync(MailRoom.Account("ann"), new SetQuota(quota), Cancel);
        Assert.Null(result.Refusal);
    }

    private static Task DeliverAsync(MailRoom room, Address? sender, params EnvelopeRecipient[] recipients) =>
        DeliverAsync(room, sender, envelope => envelope, recipients);

    private static async Task DeliverAsync(
        MailRoom room,
        Address? sender,
        Func<SmtpEnvelope, SmtpEnvelope> change,
        params EnvelopeRecipient[] recipients
    )
    {
        var batch = await room.AcceptAsync(("hello", []));
        var message = batch.Messages[0];
        var envelope = change(message.Envelope with { ReversePath = sender, Recipients = [.. recipients] });
        await room.Agent.DeliverAsync(new DeliveryBatch(batch.Pack, [message with { Envelope = envelope }]), Cancel);
    }
}
