using System.Text;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Mail.Tests.Delivery;

public class DeliveryAgentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_appended_with_the_time_it_was_accepted_and_its_thread()
    {
        var room = new MailRoom("ann");
        var batch = await room.AcceptAsync(("hello", [MailRoom.At("ann")]));

        await room.Agent.DeliverAsync(batch, Cancel);

        var message = Assert.Single(await room.InboxAsync("ann"));
        Assert.Equal(batch.Messages[0].Content, message.Content);
        Assert.Equal(MailRoom.Received, message.InternalDateSeconds);
        Assert.Equal(MessageFlags.None, message.Flags);
        Assert.Equal((await message.Summary.ReadAsync(Cancel)).ThreadId, message.ThreadId);
        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
    }

    [Fact]
    public async Task Unwanted_mail_goes_to_Junk_and_to_the_inbox_of_who_has_none()
    {
        var room = new MailRoom("ann", "bob");
        await room.Store.CommitAsync(MailRoom.Account("bob"), new DeleteMailbox("Junk"), Cancel);
        var batch = await room.AcceptAsync(("win", [MailRoom.At("ann"), MailRoom.At("bob")]));
        var unwanted = batch.Messages[0] with { Envelope = batch.Messages[0].Envelope with { Disposition = Disposition.Junk } };

        await room.Agent.DeliverAsync(new DeliveryBatch(batch.Pack, [unwanted]), Cancel);

        Assert.Empty(await room.InboxAsync("ann"));
        Assert.Single(await room.InboxAsync("ann", MailboxRole.Junk));
        Assert.Single(await room.InboxAsync("bob"));
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("ANN")]
    [InlineData("ann+news")]
    [InlineData("a.alias")]
    [InlineData("team+detail")]
    [InlineData("nobody.in.particular")]
    public async Task Every_way_of_writing_an_address_leads_to_its_account(string localPart)
    {
        var room = new MailRoom("ann");
        await room.AddAliasAsync("a.alias", MailRoom.At("team"));
        await room.AddAliasAsync("team", MailRoom.At("ann"), MailRoom.At("a.alias"));
        await room.AddAliasAsync("*", MailRoom.At("ann"));

        await room.Agent.DeliverAsync(await room.AcceptAsync(("hello", [MailRoom.At(localPart)])), Cancel);

        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
    }

    [Fact]
    public async Task An_account_that_several_recipients_lead_to_gets_one_copy()
    {
        var room = new MailRoom("ann", "bob");
        await room.AddAliasAsync("both", MailRoom.At("ann"), MailRoom.At("bob"));

        await room.Agent.DeliverAsync(await room.AcceptAsync(("hello", [MailRoom.At("ann"), MailRoom.At("both")])), Cancel);

        Assert.Equal(["hello"], await room.SubjectsAsync("ann"));
        Assert.Equal(["hello"], await room.SubjectsAsync("bob"));
    }

    [Fact]
    public async Task Messages_of_a_large_batch_arrive_in_order()
    {
        var room = new MailRoom("ann");
        var names = Enumerable.Range(0, 150).Select(MailRoom.Number).ToArray();
        var batch = await room.AcceptAsync([.. names.Select(name => (name, new[] { MailRoom.At("ann") }))]);

        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(names, await room.SubjectsAsync("ann"));
        Assert.Equal(150, room.Store.Steps.Count(step => step is "read"));
    }

    [Fact]
    public async Task References_of_the_whole_pack_are_written_once_and_before_any_append()
    {
        var room = new MailRoom("ann", "bob");
        var batch = await room.AcceptAsync(("one", [MailRoom.At("ann")]), ("two", [MailRoom.At("bob"), MailRoom.At("ann")]));

        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(["read", "read", "references"], room.Store.Steps.Take(3));
        Assert.All(room.Store.Steps.Skip(3), step => Assert.StartsWith("commit", step, StringComparison.Ordinal));
        Assert.Equal(6, room.Store.Steps.Count);
    }

    [Fact]
    public async Task A_batch_that_runs_twice_is_delivered_once()
    {
        var room = new MailRoom("ann");
        var batch = await room.AcceptAsync(("one", [MailRoom.At("ann")]), ("two", [MailRoom.At("ann")]));

        await room.Agent.DeliverAsync(batch, Cancel);
        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(["one", "two"], await room.SubjectsAsync("ann"));
        Assert.Empty(room.Queue.Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_is_killed_at_any_step_and_repeated_gives_the_same_mailboxes(bool answerLost)
    {
        for (var step = 0; ; step++)
        {
            var room = new MailRoom("ann", "bob");
            var batch = await room.AcceptAsync(
                ("one", [MailRoom.At("ann")]),
                ("two", [MailRoom.At("bob")]),
                ("three", [MailRoom.At("ann"), MailRoom.At("bob")])
            );
            room.Store.GoDownAfter(step, answerLost);
            var killed = await Record.ExceptionAsync(() => room.Agent.DeliverAsync(batch, Cancel));
            room.Store.Recover();
            await room.Agent.DeliverAsync(batch, Cancel);

            Assert.Equal(["one", "three"], (await room.SubjectsAsync("ann")).Order());
            Assert.Equal(["three", "two"], (await room.SubjectsAsync("bob")).Order());
            if (killed is null)
            {
                Assert.True(step > 7, "Reading three messages, the references and four appends are eight steps.");
                return;
            }
        }
    }

    [Fact]
    public async Task A_message_that_cannot_be_delivered_goes_back_alone_and_the_others_arrive()
    {
        var room = new MailRoom("ann", "bob", "eve");
        room.Store.Broken = MailRoom.Account("eve");
        var batch = await room.AcceptAsync(
            ("one", [MailRoom.At("ann")]),
            ("bad", [MailRoom.At("eve"), MailRoom.At("bob")]),
            ("two", [MailRoom.At("bob")])
        );

        await room.Agent.DeliverAsync(batch, Cancel);

        Assert.Equal(["one"], await room.SubjectsAsync("ann"));
        Assert.Equal(["bad", "two"], (await room.SubjectsAsync("bob")).Order());
        var (alone, delay) = Assert.Single(room.Queue.Sent);
        Assert.Equal(batch.Messages[1], Assert.Single(alone.Messages));
        Assert.Equal(batch.Pack, alone.Pack);
        Assert.Equal(room.Agent.RetryDelay, delay);

        var failure = await Assert.ThrowsAsync<UndeliverableException>(() => room.Agent.DeliverAsync(alone, Cancel));
        Assert.IsType<InvalidOperationException>(failure.InnerException);

        room.Store.Broken = null;
        await room.Agent.DeliverAsync(alone, Cancel);
        Assert.Equal(["bad"], await room.SubjectsAsync("eve"));
        Assert.Equal(2, (await room.SubjectsAsync("bob")).Length);
    }

    [Fact]
    public async Task A_batch_of_which_nothing_can_be_delivered_fails_whole()
    {
        var room = new MailRoom("eve");
        room.Store.Broken = MailRoom.Account("eve");
        var batch = await room.AcceptAsync(("one", [MailRoom.At("eve")]), ("two", [MailRoom.At("eve")]));

        await Assert.ThrowsAsync<UndeliverableException>(() => room.Agent.DeliverAsync(batch, Cancel));
        Assert.Empty(room.Queue.Sent);
    }

    [Fact]
    public async Task A_message_whose_pack_is_gone_is_not_taken_for_delivered()
    {
        var room = new MailRoom("ann");
        var batch = await room.AcceptAsync(("one", [MailRoom.At("ann")]));
        var lost = batch.Messages[0] with { Content = batch.Messages[0].Content with { Pack = PackId.New(TimeProvider.System) } };

        var failure = await Assert.ThrowsAsync<UndeliverableException>(() =>
            room.Agent.DeliverAsync(new DeliveryBatch(lost.Content.Pack, [lost]), Cancel)
        );
        Assert.IsType<MessageMissingException>(failure.InnerException);
        Assert.Empty(await room.InboxAsync("ann"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_message_that_breaks_the_parser_is_delivered_as_one_part(int bytesReadBefore)
    {
        var room = new MailRoom("ann");
        // More than the pipe between store and parser holds.
        var batch = await room.AcceptAsync((new string('x', 300_000), [MailRoom.At("ann")]));
        var agent = room.AgentWithParser(
            async (content, _, cancel) =>
            {
                await content.ReadExactlyAsync(new byte[bytesReadBefore], cancel);
                throw new FormatException("This parser has a fault.");
            }
        );

        await agent.DeliverAsync(batch, Cancel);

        var message = Assert.Single(await room.InboxAsync("ann"));
        var summary = await message.Summary.ReadAsync(Cancel);
        Assert.Equal(message.Size, summary.Size);
        Assert.Equal((0, message.Size), (summary.Body.Body.Offset, summary.Body.Body.Length));
        Assert.Empty(room.Queue.Sent);
    }

    [Fact]
    public async Task Any_bytes_at_all_are_a_message()
    {
        var room = new MailRoom("ann");
        await using var writer = room.Store.BeginMessage();
        await writer.WriteAsync(Encoding.Latin1.GetBytes("\0\xFF no header, no line end"), Cancel);
        var content = await writer.CompleteAsync(default, Cancel);
        var message = new SpooledMessage(content, new SmtpEnvelope(ReversePath: null, [MailRoom.At("ann")]), MailRoom.Received);

        await room.Agent.DeliverAsync(new DeliveryBatch(content.Pack, [message]), Cancel);

        Assert.Equal(content, Assert.Single(await room.InboxAsync("ann")).Content);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_says_so_and_sends_nothing_back()
    {
        var room = new MailRoom("ann");
        var batch = await room.AcceptAsync(("one", [MailRoom.At("ann")]), ("two", [MailRoom.At("ann")]));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.Agent.DeliverAsync(batch, cancelled.Token));
        Assert.Empty(room.Queue.Sent);
    }
}
