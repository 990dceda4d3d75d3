using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;

namespace MailCloud.Mail.Tests.Delivery;

/// <summary>Recipients that other servers serve, and what a sender who asked hears of those that are here.</summary>
public class OutgoingRecipientsTests
{
    private static readonly Address Friend = new("friend", "elsewhere.test");
    private static readonly Address Other = new("other", "elsewhere.test");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recipient_elsewhere_is_handed_over_as_it_was_named()
    {
        var room = Room("ann");
        var friend = new EnvelopeRecipient(Friend)
        {
            Notify = NotifyOn.Success,
            OriginalRecipient = new OriginalRecipient("rfc822", "first@elsewhere.test"),
        };

        await DeliverAsync(room, friend, MailRoom.At("ann"));

        Assert.Equal([friend], Assert.Single(room.Outgoing.Sent).Envelope.Recipients);
        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
        Assert.Empty(room.Outgoing.Reported);
    }

    [Fact]
    public async Task An_alias_of_one_elsewhere_passes_the_wishes_on_and_tells_whom_the_message_was_for()
    {
        var room = Room();
        await room.AddAliasAsync("away", Friend);

        await DeliverAsync(room, new EnvelopeRecipient(MailRoom.At("away")) { Notify = NotifyOn.Success | NotifyOn.Delay });

        var recipient = Assert.Single(Assert.Single(room.Outgoing.Sent).Envelope.Recipients);
        Assert.Equal(Friend, recipient.Address);
        Assert.Equal(NotifyOn.Success | NotifyOn.Delay, recipient.Notify);
        Assert.Equal("rfc822;away@example.test", recipient.OriginalRecipient?.ToString());
        Assert.Empty(room.Outgoing.Reported);
    }

    [Theory]
    [InlineData(NotifyOn.Unspecified, NotifyOn.Unspecified, false)]
    [InlineData(NotifyOn.Never, NotifyOn.Never, false)]
    [InlineData(NotifyOn.Failure, NotifyOn.Failure, false)]
    [InlineData(NotifyOn.Success, NotifyOn.Never, true)]
    [InlineData(NotifyOn.Success | NotifyOn.Failure, NotifyOn.Failure, true)]
    public async Task Of_an_expansion_success_is_told_once(NotifyOn wanted, NotifyOn passedOn, bool isTold)
    {
        var room = Room("ann");
        await room.AddAliasAsync("team", MailRoom.At("ann"), Friend, Other);

        await DeliverAsync(room, new EnvelopeRecipient(MailRoom.At("team")) { Notify = wanted });

        Assert.All(Assert.Single(room.Outgoing.Sent).Envelope.Recipients, recipient => Assert.Equal(passedOn, recipient.Notify));
        Assert.Equal(isTold ? [true] : [], room.Outgoing.Reported.Select(outcome => outcome.IsExpanded));
    }

    [Fact]
    public async Task Success_here_is_told_after_the_message_is_there()
    {
        var room = Room("ann");

        await DeliverAsync(room, new EnvelopeRecipient(MailRoom.At("ann")) { Notify = NotifyOn.Success }, MailRoom.At("ann"));

        Assert.False(Assert.Single(room.Outgoing.Reported).IsExpanded);
        Assert.Equal(["read", "references", "commit ann@example.test", "report"], room.Store.Steps);
    }

    [Fact]
    public async Task A_report_to_somebody_elsewhere_is_given_up_where_there_is_no_way_out()
    {
        var room = new MailRoom();
        var batch = await room.AcceptAsync(("report", [Friend]));
        var report = batch.Messages[0] with { Envelope = new SmtpEnvelope(null, [Friend]) { IsReport = true } };

        await room.Agent.DeliverAsync(new DeliveryBatch(batch.Pack, [report]), Cancel);

        Assert.Empty(room.Outgoing.Sent);
        Assert.Empty(room.Queue.Sent);
    }

    private static MailRoom Room(params string[] accounts)
    {
        var room = new MailRoom(accounts);
        room.Outgoing.IsConfigured = true;
        return room;
    }

    private static async Task DeliverAsync(MailRoom room, params EnvelopeRecipient[] recipients)
    {
        var batch = await room.AcceptAsync(("hello", []));
        var message = batch.Messages[0];
        message = message with { Envelope = message.Envelope with { Recipients = [.. recipients] } };
        await room.Agent.DeliverAsync(new DeliveryBatch(batch.Pack, [message]), Cancel);
    }
}
