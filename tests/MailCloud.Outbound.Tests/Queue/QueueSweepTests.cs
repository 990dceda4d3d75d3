using MailCloud.Mail.Addresses;
using MailCloud.Mail.Outgoing;
using MailCloud.Outbound.Queue;
using MailCloud.Testing;

namespace MailCloud.Outbound.Tests.Queue;

/// <summary>Nothing on the queue is forgotten but what is long done; and what an operator can do.</summary>
public class QueueSweepTests
{
    private static readonly Address Bob = new("bob", "a.example");
    private static readonly Address Dave = new("dave", "b.example");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_ticket_is_issued_anew_and_the_lost_one_counts_no_more()
    {
        var room = new QueueRoom();
        await room.SendAsync(Bob);
        Assert.True(room.Outgoing.Tickets.TryDequeue(out var lost));

        await room.Sweep.RunAsync(Cancel);
        Assert.Empty(room.Outgoing.Tickets);
        room.Time.Advance(TimeSpan.FromMinutes(11));
        await room.Sweep.RunAsync(Cancel);
        await room.Agent.RunAsync(lost.Ticket, Cancel);
        Assert.Empty(room.Transport.Transmissions);
        await room.RunAsync();

        Assert.Equal(RecipientState.Delivered, (await room.StatesAsync())["bob"]);
    }

    [Fact]
    public async Task A_group_in_work_keeps_its_ticket()
    {
        var room = new QueueRoom();
        await room.SendAsync(Bob);
        var stored = (await room.Outgoing.FindAsync((await room.GroupsAsync())[0].Key, Cancel))!;
        room.Time.Advance(TimeSpan.FromHours(1));
        var claim = new Claim(Guid.NewGuid(), room.Time.GetUtcNow().AddSeconds(30));
        await room.Outgoing.TryReplaceAsync(stored.Group with { Claim = claim }, stored.Version, Cancel);
        room.Outgoing.Tickets.Clear();

        await room.Sweep.RunAsync(Cancel);

        Assert.Empty(room.Outgoing.Tickets);
    }

    [Fact]
    public async Task A_message_is_forgotten_when_all_of_it_is_long_done()
    {
        var room = new QueueRoom();
        room.Transport.Answer("dave@b.example", MemoryTransport.TryLater);
        await room.SendAsync(Bob, Dave);
        await room.RunAsync(most: 2);
        room.Time.Advance(TimeSpan.FromDays(4));
        await room.Sweep.RunAsync(Cancel);
        Assert.Equal(2, (await room.GroupsAsync()).Length);

        room.Transport.Answer("dave@b.example", MemoryTransport.Accepted);
        await room.RunAsync();
        room.Time.Advance(TimeSpan.FromDays(2));
        await room.Sweep.RunAsync(Cancel);
        Assert.Equal(2, (await room.GroupsAsync()).Length);
        room.Time.Advance(TimeSpan.FromDays(2));
        await room.Sweep.RunAsync(Cancel);

        Assert.Empty(await room.GroupsAsync());
    }

    [Fact]
    public async Task A_message_that_is_handed_over_again_within_its_lifetime_is_not_sent_again()
    {
        var room = new QueueRoom();
        var message = await room.SendAsync(Bob);
        await room.RunAsync();
        room.Time.Advance(TimeSpan.FromDays(4));
        await room.Sweep.RunAsync(Cancel);

        await room.Queue.SendAsync(message, Cancel);
        await room.RunAsync();

        Assert.Single(room.Transport.Delivered);
    }

    [Fact]
    public async Task An_operator_can_have_a_group_tried_now()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.TryLater);
        await room.SendAsync(Bob);
        await room.RunAsync(most: 1);
        room.Transport.Answer("bob@a.example", MemoryTransport.Accepted);
        var control = new QueueControl(room.Outgoing, room.Time);
        var stored = (await room.Outgoing.FindAsync((await room.GroupsAsync())[0].Key, Cancel))!;

        Assert.True(await control.RetryAsync(stored, Cancel));
        // The ticket of the retry that was arranged before, and then the operator's.
        await room.RunAsync();

        Assert.Single(room.Transport.Delivered);
        stored = (await room.Outgoing.FindAsync(stored.Group.Key, Cancel))!;
        Assert.False(await control.RetryAsync(stored, Cancel));
    }

    [Fact]
    public async Task An_operator_can_give_recipients_up_of_which_nobody_hears()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.TryLater);
        await room.SendAsync(Bob);
        await room.RunAsync(most: 1);
        var control = new QueueControl(room.Outgoing, room.Time);
        var key = (await room.GroupsAsync())[0].Key;

        Assert.Equal(1, await control.DropAsync(key, Cancel));
        Assert.Equal(0, await control.DropAsync(key, Cancel));
        await room.RunAsync();

        Assert.Equal(RecipientState.Dropped, (await room.StatesAsync())["bob"]);
        Assert.NotNull((await room.GroupsAsync())[0].Done);
        Assert.Empty(room.Spool.Messages);
        Assert.Single(room.Transport.Transmissions);
    }
}
