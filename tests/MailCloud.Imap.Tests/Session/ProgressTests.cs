using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Tests.Session;

/// <summary>RFC 9585 §3: while a command takes long, the client is told how far it is; not too often.</summary>
public class ProgressTests
{
    [Theory]
    [InlineData("SEARCH SUBJECT x", 10)]
    [InlineData("UID SEARCH RETURN (COUNT) SUBJECT x", 10)]
    [InlineData("SORT (SUBJECT) UTF-8 ALL", 20)]
    [InlineData("THREAD REFERENCES UTF-8 ALL", 20)]
    [InlineData("ESEARCH IN (personal) SUBJECT x", 10)]
    public async Task A_client_that_waits_is_told_how_far_the_command_is(string command, int goal)
    {
        await using var world = await ImapWorld.NewAsync();
        await AppendSlowAsync(world, messages: 10, TimeSpan.FromSeconds(4));
        var client = await world.OpenInboxAsync();
        var lines = await ImapWorld.RunAsync(client, command);
        // The clock moves only while a summary is read: it is told after every third one, when ten seconds have passed.
        var before = goal - 10;
        Assert.Equal(
            [3, 6, 9],
            lines.Where(line => line.Contains("INPROGRESS", StringComparison.Ordinal)).Select(line => Done(line, goal) - before)
        );
        Assert.Equal("T OK Done", lines[^1]);
    }

    [Fact]
    public async Task What_is_soon_done_is_not_reported()
    {
        await using var world = await ImapWorld.NewAsync();
        await AppendSlowAsync(world, messages: 10, TimeSpan.FromMilliseconds(900));
        var client = await world.OpenInboxAsync();
        Assert.Equal(["* SEARCH", "T OK Done"], await ImapWorld.RunAsync(client, "SEARCH SUBJECT x"));
    }

    private static int Done(string line, int goal)
    {
        const string start = "* OK [INPROGRESS (\"T\" ";
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        Assert.EndsWith($" {goal})] Still at it", line, StringComparison.Ordinal);
        return int.Parse(line[start.Length..line.IndexOf(' ', start.Length)]);
    }

    private static async Task AppendSlowAsync(ImapWorld world, int messages, TimeSpan each)
    {
        byte[] octets = [.. "Subject: y\r\n\r\n"u8];
        await using var writer = world.Memory.BeginMessage();
        await writer.WriteAsync(octets, default);
        var content = await writer.CompleteAsync(default, default);
        var summary = MessageParser.Parse(octets, DeliveryKey.For(content).Value);
        var slow = new SlowSummary(summary, world, each);
        var message = new NewMessage(content, MessageFlags.None, [], 0, summary.ThreadId, slow);
        var append = new AppendMessages(MailboxTarget.Named("INBOX"), [.. Enumerable.Repeat(message, messages)]);
        Assert.Null((await world.Memory.CommitAsync(ImapWorld.Alice, append, default)).Refusal);
    }

    /// <summary>A summary that takes a while to read, by the clock of the tests.</summary>
    private sealed class SlowSummary(MessageSummary summary, ImapWorld world, TimeSpan duration) : StoredSummary
    {
        public override ValueTask<MessageSummary> ReadAsync(CancellationToken cancellationToken)
        {
            world.Time.Advance(duration);
            return new(summary);
        }
    }
}
