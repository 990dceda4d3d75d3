using MailCloud.Imap.Tests.Fetch;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Tests.Sort;

/// <summary>SORT and THREAD are made from summaries, each of which is read once; of the messages no octet is.</summary>
public class SummariesOnlyTests
{
    private const int Messages = 5;

    [Theory]
    [InlineData("SORT (SUBJECT CC DATE FROM TO DISPLAYFROM DISPLAYTO ARRIVAL SIZE) UTF-8 ALL", 1)]
    [InlineData("THREAD REFERENCES UTF-8 ALL", 1)]
    [InlineData("THREAD ORDEREDSUBJECT UTF-8 ALL", 1)]
    [InlineData("SORT (REVERSE ARRIVAL SIZE) UTF-8 ALL", 0)]
    [InlineData("UID SORT (SUBJECT) UTF-8 DELETED", 0)]
    public async Task Each_summary_is_read_once_and_no_octet_of_a_message(string command, int reads)
    {
        var (world, summary) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        Assert.Equal("T OK Done", (await ImapWorld.RunAsync(client, command))[^1]);
        Assert.Equal(reads * Messages, summary.Reads);
    }

    [Theory]
    [InlineData("SORT (SUBJECT) UTF-8 ALL")]
    [InlineData("THREAD REFERENCES UTF-8 ALL")]
    [InlineData("SORT RETURN (SAVE COUNT) (SUBJECT) UTF-8 ALL")]
    [InlineData("SEARCH RETURN (SAVE COUNT) SUBJECT x")]
    [InlineData("ESEARCH RETURN (SAVE COUNT) SUBJECT x")]
    public async Task Storage_that_does_not_answer_is_a_NO_without_any_response(string command)
    {
        var (world, summary) = await NewWorldAsync();
        await using var _ = world;
        var client = await world.OpenInboxAsync();
        await ImapWorld.RunAsync(client, "SEARCH RETURN (SAVE) 1:2");
        summary.Fails = true;
        Assert.Equal(["T NO [UNAVAILABLE] Storage does not answer; try again"], await ImapWorld.RunAsync(client, command));
        // RFC 5182 §2.1: what ends with NO leaves nothing saved; what was not to be saved does not touch it.
        var saved = command.Contains("SAVE", StringComparison.Ordinal) ? "* SEARCH" : "* SEARCH 1 2";
        Assert.Equal([saved, "T OK Done"], await ImapWorld.RunAsync(client, "SEARCH $"));
    }

    [Theory]
    [InlineData("SEARCH RETURN (SAVE) $ NOT 1")]
    [InlineData("SORT RETURN (SAVE) (ARRIVAL) UTF-8 $ NOT 1")]
    [InlineData("ESEARCH RETURN (SAVE) $ NOT 1")]
    [InlineData("UID SEARCH RETURN (SAVE) UID $ NOT 1")]
    public async Task A_result_can_be_narrowed_down(string command)
    {
        var (world, _) = await NewWorldAsync();
        await using var disposing = world;
        var client = await world.OpenInboxAsync();
        await ImapWorld.RunAsync(client, "SEARCH RETURN (SAVE) 1:3");
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, command));
        Assert.Equal(["* SEARCH 2 3", "T OK Done"], await ImapWorld.RunAsync(client, "SEARCH $"));
    }

    private static async Task<(ImapWorld World, WatchedSummary Summary)> NewWorldAsync()
    {
        var world = await ImapWorld.NewAsync(store => new BrokenContent(store)
        {
            Gives = 0,
            Failure = static message => new MessageMissingException(message),
        });
        var parsed = MessageParser.Parse("Subject: x\r\nFrom: a@b.example\r\n\r\n"u8, "place");
        var summary = new WatchedSummary(parsed);
        var content = new MessageReference(PackId.New(world.Time), 0, (int)parsed.Size);
        var message = new NewMessage(content, MessageFlags.None, [], 0, parsed.ThreadId, summary);
        var append = new AppendMessages(MailboxTarget.Named("INBOX"), [.. Enumerable.Repeat(message, Messages)]);
        Assert.Null((await world.Memory.CommitAsync(ImapWorld.Alice, append, default)).Refusal);
        return (world, summary);
    }

    private sealed class WatchedSummary(MessageSummary summary) : StoredSummary
    {
        public int Reads { get; private set; }

        public bool Fails { get; set; }

        public override ValueTask<MessageSummary> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return Fails ? throw new StoreUnavailableException("Out for a test.") : new(summary);
        }
    }
}
