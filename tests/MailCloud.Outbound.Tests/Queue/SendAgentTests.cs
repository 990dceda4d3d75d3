using System.Collections.Concurrent;
using System.Diagnostics;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using MailCloud.Testing;

namespace MailCloud.Outbound.Tests.Queue;

/// <summary>What becomes of mail on the queue, whatever other servers do and whenever this one dies.</summary>
public class SendAgentTests
{
    private static readonly Address Bob = new("bob", "a.example");
    private static readonly Address Carol = new("carol", "a.example");
    private static readonly Address Dave = new("dave", "b.example");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recipient_that_led_nowhere_at_first_joins_the_others_later()
    {
        var room = new QueueRoom();
        var (bob, carol) = (new Address("bob", "a.example"), new Address("carol", "a.example"));
        var message = await room.SendAsync(bob);
        await room.RunAsync();

        var repaired = message with { Envelope = message.Envelope with { Recipients = [bob, carol] } };
        await room.Queue.SendAsync(repaired, TestContext.Current.CancellationToken);
        await room.RunAsync();
        await room.Queue.SendAsync(repaired, TestContext.Current.CancellationToken);
        await room.RunAsync();

        Assert.Equal([bob, carol], room.Transport.Delivered);
    }

    [Fact]
    public async Task An_attempt_goes_on_with_the_trace_under_which_the_message_was_accepted()
    {
        var attempts = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is DeliveryMeter.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = attempts.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var (trace, span) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        var room = new QueueRoom();

        var message = await room.AcceptAsync(Bob, Carol);
        await room.Queue.SendAsync(message with { TraceParent = $"00-{trace}-{span}-01" }, Cancel);
        await room.RunAsync();

        // Other tests of this process send, too.
        var attempt = Assert.Single(attempts, each => each.TraceId == trace);
        Assert.Equal(("send", span), (attempt.DisplayName, attempt.ParentSpanId));
        Assert.Equal([new KeyValuePair<string, object?>("mailcloud.recipients", 2)], attempt.TagObjects);
    }

    [Fact]
    public async Task Recipients_at_one_destination_travel_together()
    {
        var room = new QueueRoom();

        await room.SendAsync(Bob, Carol, Dave);
        await room.RunAsync();

        Assert.Equal(
            [
                ["bob", "carol"],
                ["dave"],
            ],
            room.Transport.Transmissions.Select(sent => sent.Recipients.Select(to => to.Address.LocalPart))
        );
        Assert.All(await room.GroupsAsync(), group => Assert.NotNull(group.Done));
        Assert.All((await room.StatesAsync()).Values, state => Assert.Equal(RecipientState.Delivered, state));
        Assert.Empty(room.Spool.Messages);
        Assert.Empty(room.Outgoing.Tickets);
    }

    [Fact]
    public async Task What_leaves_has_lines_that_end_CRLF_and_no_Return_Path()
    {
        var room = new QueueRoom();

        await room.SendAsync(Bob);
        await room.RunAsync();

        var sent = Assert.Single(room.Transport.Transmissions);
        Assert.Equal("Message-ID: <one@home.example>\r\nSubject: hello\r\n\r\nBare\r\nlines\r\n", sent.Text);
        Assert.Equal(sent.Text.Length, sent.Message.Content.Length);
        Assert.Equal(QueueRoom.Sender, sent.Message.Envelope.ReversePath);
    }

    [Fact]
    public async Task More_recipients_than_a_transaction_takes_are_several_groups()
    {
        var room = new QueueRoom();

        await room.SendAsync([.. Enumerable.Range(0, 120).Select(n => new EnvelopeRecipient(new Address($"r{n}", "a.example")))]);
        await room.RunAsync();

        Assert.Equal([50, 50, 20], room.Transport.Transmissions.Select(sent => sent.Recipients.Length));
        Assert.Equal(120, room.Transport.Delivered.Distinct().Count());
    }

    [Fact]
    public async Task A_temporary_failure_is_tried_again_at_growing_intervals()
    {
        var room = new QueueRoom();
        var answers = new Queue<DeliveryAttempt>([.. Enumerable.Repeat(MemoryTransport.TryLater, 4)]);
        room.Transport.Answer("bob@a.example", () => answers.TryDequeue(out var answer) ? answer : MemoryTransport.Accepted);

        await room.SendAsync(Bob, Carol);
        var delays = new List<double>();
        while (room.Outgoing.Tickets.TryPeek(out var next))
        {
            delays.Add(next.Delay.TotalMinutes);
            await room.RunAsync(most: 1);
        }

        Assert.Equal([0, 5, 10, 20, 40], delays);
        Assert.Equal(1, room.Transport.Delivered.Count(address => address == Carol));
        var bob = Assert.Single(await room.GroupsAsync()).Recipients[0];
        Assert.Equal((RecipientState.Delivered, 5), (bob.State, bob.Attempts));
    }

    [Fact]
    public async Task Waits_end_at_the_longest_and_the_message_at_its_lifetime()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.TryLater);
        var began = room.Time.GetUtcNow();

        await room.SendAsync(Bob);
        var longest = TimeSpan.Zero;
        while (room.Outgoing.Tickets.TryPeek(out var next))
        {
            longest = next.Delay > longest ? next.Delay : longest;
            await room.RunAsync(most: 1);
        }

        Assert.Equal(TimeSpan.FromHours(4), longest);
        Assert.Equal(TimeSpan.FromDays(5), room.Time.GetUtcNow() - began);
        Assert.Equal(RecipientState.Failed, (await room.StatesAsync())["bob"]);
        Assert.Equal(["Your message is delayed", "Your message could not be delivered"], room.SentReports.Select(report => report.Subject));
        Assert.Equal(began.AddHours(4), room.SentReports.First().Date);
    }

    [Fact]
    public async Task A_refusal_is_reported_once_for_all_that_it_concerns()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.NoSuchUser).Answer("carol@a.example", MemoryTransport.NoSuchUser);

        await room.SendAsync(Bob, Carol, Dave);
        await room.RunAsync();

        var spooled = Assert.Single(room.Spool.Messages);
        Assert.Null(spooled.Envelope.ReversePath);
        Assert.True(spooled.Envelope.IsReport);
        Assert.Equal([QueueRoom.Sender], spooled.Envelope.Recipients.Select(recipient => recipient.Address));
        Assert.Contains("bob@a.example", spooled.Text, StringComparison.Ordinal);
        Assert.Contains("carol@a.example", spooled.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("dave@b.example", spooled.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_or_doubled_ticket_does_nothing()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.TryLater);
        var message = await room.SendAsync(Bob);
        await room.Queue.SendAsync(message, Cancel);
        Assert.Equal(2, room.Outgoing.Tickets.Count);
        room.Outgoing.Tickets.TryPeek(out var first);

        await room.RunAsync(most: 2);
        await room.Agent.RunAsync(first.Ticket, Cancel);
        await room.Agent.RunAsync(new OutgoingTicket(first.Ticket.Group with { Destination = "nowhere.example" }, 1), Cancel);

        Assert.Single(room.Transport.Transmissions);
        Assert.Equal(2, Assert.Single(room.Outgoing.Tickets).Ticket.Number);
    }

    [Fact]
    public async Task A_ticket_that_comes_early_waits()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.TryLater);
        await room.SendAsync(Bob);
        await room.RunAsync(most: 1);
        Assert.True(room.Outgoing.Tickets.TryDequeue(out var next));

        await room.Agent.RunAsync(next.Ticket, Cancel);
        await room.Agent.RunAsync(next.Ticket with { Number = next.Ticket.Number + 1 }, Cancel);

        Assert.Single(room.Transport.Transmissions);
        Assert.True(room.Outgoing.Tickets.TryDequeue(out var again));
        Assert.Equal(next, again);
        Assert.Equal(next.Ticket.Number + 1, Assert.Single(room.Outgoing.Tickets).Ticket.Number);
    }

    [Fact]
    public async Task A_process_killed_at_any_write_leaves_every_recipient_served()
    {
        for (var writes = 0; ; writes++)
        {
            var room = new QueueRoom();
            room.Transport.Answer("carol@a.example", MemoryTransport.NoSuchUser);
            var message = await room.AcceptAsync(Bob, Carol, Dave);
            room.Mortal.DieAfter(writes);
            var died = await LiveAsync(room, message);

            // Deliver's own queue, and this one's, bring back what was not finished.
            room.Mortal.Revive();
            await LiveAsync(room, message);
            await room.RunAsync();

            Assert.All(await room.GroupsAsync(), group => Assert.NotNull(group.Done));
            Assert.Equal(RecipientState.Failed, (await room.StatesAsync())["carol"]);
            Assert.InRange(room.Transport.Delivered.Count(address => address == Bob), 1, 2);
            Assert.InRange(room.Transport.Delivered.Count(address => address == Dave), 1, 2);
            // One more than it takes: between an answer and its record, and only there.
            Assert.InRange(room.Transport.Delivered.Count, 2, 3);
            Assert.InRange(room.Spool.Messages.Count, 1, 2);
            if (!died)
            {
                Assert.True(writes > 8);
                Assert.Equal(2, room.Transport.Delivered.Count);
                Assert.Single(room.Spool.Messages);
                return;
            }
        }
    }

    [Fact]
    public async Task A_worker_that_was_taken_for_dead_records_what_has_arrived_and_nothing_else()
    {
        var room = new QueueRoom();
        await room.SendAsync(Bob, Carol);
        room.Transport.Answer("carol@a.example", MemoryTransport.NoSuchUser);
        Assert.True(room.Outgoing.Tickets.TryDequeue(out var first));
        room.Transport.Answer(
            "bob@a.example",
            () =>
            {
                // Somebody else has taken over meanwhile.
                var group = room.Outgoing.FindAsync(first.Ticket.Group, Cancel).AsTask().Result!;
                var taken = group.Group with { Claim = new Claim(Guid.NewGuid(), room.Time.GetUtcNow().AddMinutes(1)) };
                Assert.NotNull(room.Outgoing.TryReplaceAsync(taken, group.Version, Cancel).AsTask().Result);
                return MemoryTransport.Accepted;
            }
        );

        await room.Agent.RunAsync(first.Ticket, Cancel);

        var states = await room.StatesAsync();
        Assert.Equal((RecipientState.Delivered, RecipientState.Sending), (states["bob"], states["carol"]));
        Assert.NotNull(Assert.Single(await room.GroupsAsync()).Claim);
    }

    [Fact]
    public async Task A_worker_that_cannot_renew_its_claim_stops_before_another_may_begin()
    {
        var room = new QueueRoom();
        await room.SendAsync(Bob);
        Assert.True(room.Outgoing.Tickets.TryDequeue(out var first));
        var stalled = room.Transport.StallAt("bob@a.example");

        var work = room.Agent.RunAsync(first.Ticket, Cancel);
        await stalled.WaitAsync(Cancel);
        room.Mortal.IsAway = true;
        room.Time.Advance(TimeSpan.FromSeconds(46));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => work);
        Assert.False((await room.GroupsAsync())[0].IsClaimedAt(room.Time.GetUtcNow()));
        room.Mortal.IsAway = false;
        await room.Agent.RunAsync(first.Ticket, Cancel);
        Assert.Equal(RecipientState.Delivered, (await room.StatesAsync())["bob"]);
    }

    [Fact]
    public async Task A_message_whose_content_is_gone_goes_back_to_its_sender()
    {
        var room = new QueueRoom();
        var message = await room.AcceptAsync(Bob);
        var lost = message with { Content = message.Content with { Pack = Mail.Store.PackId.New(TimeProvider.System) } };

        await room.Queue.SendAsync(lost, Cancel);
        await room.RunAsync();

        Assert.Equal(RecipientState.Failed, (await room.StatesAsync())["bob"]);
        Assert.Contains("5.3.0", Assert.Single(room.Spool.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_a_temporary_failure()
    {
        var room = new QueueRoom();
        room.Transport.Answer("carol@a.example", () => throw new InvalidOperationException("This transport has a fault."));

        await room.SendAsync(Bob, Carol);
        await room.RunAsync(most: 1);

        var states = await room.StatesAsync();
        Assert.Equal((RecipientState.Delivered, RecipientState.Waiting), (states["bob"], states["carol"]));
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.Single(room.Outgoing.Tickets).Delay);
    }

    /// <summary>Hands over and sends what can be sent until nothing is left or the process is dead, whose tickets come back. True: it died.</summary>
    private static async Task<bool> LiveAsync(QueueRoom room, SpooledMessage message)
    {
        var inHand = new List<(OutgoingTicket Ticket, TimeSpan Delay)>();
        try
        {
            await room.Queue.SendAsync(message, Cancel);
            while (room.Outgoing.Tickets.TryDequeue(out var next))
            {
                inHand.Add(next);
                room.Time.Advance(next.Delay);
                await room.Agent.RunAsync(next.Ticket, Cancel);
                inHand.Clear();
            }
        }
        catch (KilledException)
        {
            // What it had in hand was not deleted from the queue.
            inHand.ForEach(room.Outgoing.Tickets.Enqueue);
        }
        return room.Mortal.IsDead;
    }
}
