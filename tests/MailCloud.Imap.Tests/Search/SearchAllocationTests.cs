using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Search;
using MailCloud.Imap.Session;
using MailCloud.Imap.Sort;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Tests.Search;

/// <summary>What is searched in memory costs memory for what is found alone: an integer for each, while the list grows a few.</summary>
public class SearchAllocationTests
{
    private const int Messages = 100_000;

    /// <summary>The smallest object has 24 bytes: less than one a message is none for any message.</summary>
    private const double Nothing = 1;

    /// <summary>A list of integers that doubled until it was large enough.</summary>
    private const double ListOfIntegers = 2 * 2 * sizeof(int);

    [Theory]
    [InlineData("SEEN")]
    [InlineData("DELETED FLAGGED")]
    [InlineData("NOT (OR UNSEEN UNDELETED) KEYWORD Nothing")]
    [InlineData("UNSEEN LARGER 100000 SINCE 1-Jan-2030 OLDER 10")]
    [InlineData("UID 1:5 MODSEQ 99999999 EMAILID M1 THREADID T1")]
    public async Task A_message_that_is_not_found_costs_nothing(string keys) =>
        Assert.InRange(await BytesPerMessageAsync(session => SearchAsync($" RETURN (COUNT ALL) {keys}", session)), 0, Nothing);

    [Theory]
    [InlineData(" RETURN (COUNT) UNSEEN")]
    [InlineData(" RETURN (MIN MAX ALL) UNSEEN NOT DELETED SMALLER 100000 1:*")]
    [InlineData(" RETURN (PARTIAL 1:100) UNSEEN")]
    [InlineData(" UNSEEN")]
    public async Task A_message_that_is_found_costs_an_integer(string arguments) =>
        Assert.InRange(await BytesPerMessageAsync(session => SearchAsync(arguments, session)), 0, ListOfIntegers + Nothing);

    /// <summary>Two columns of numbers, and the places that are sorted.</summary>
    [Fact]
    public async Task To_sort_by_what_is_in_memory_costs_what_is_compared() =>
        Assert.InRange(
            await BytesPerMessageAsync(session => SortAsync(" (REVERSE ARRIVAL SIZE) UTF-8 ALL", session)),
            0,
            ListOfIntegers + 2 * 2 * 2 * sizeof(long) + 4 * sizeof(int) + Nothing
        );

    private static async ValueTask SearchAsync(string arguments, ImapSession session)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(arguments));
        await SearchCommand.ExecuteAsync(SearchCommand.Parse(ref reader), session, default);
    }

    private static async ValueTask SortAsync(string arguments, ImapSession session)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(arguments));
        await SortCommand.ExecuteAsync(SortCommand.Parse(ref reader), session, default);
    }

    private static async Task<double> BytesPerMessageAsync(Func<ImapSession, ValueTask> run)
    {
        using var session = await OpenAsync();
        // Everything is answered at once, so all of it runs on this thread.
        for (var i = 0; i < 3; i++)
            await run(session);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await run(session);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Messages;
    }

    private static async Task<ImapSession> OpenAsync()
    {
        await using var world = await ImapWorld.NewAsync();
        byte[] octets = [.. "Subject: x\r\n\r\n"u8];
        await using var writer = world.Memory.BeginMessage();
        await writer.WriteAsync(octets, default);
        var content = await writer.CompleteAsync(default, default);
        var summary = MessageParser.Parse(octets, DeliveryKey.For(content).Value);
        var message = new NewMessage(content, MessageFlags.None, ["$Label1"], 0, summary.ThreadId, new ParsedSummary(summary));
        var append = new AppendMessages(MailboxTarget.Named("INBOX"), [.. Enumerable.Repeat(message, Messages)]);
        Assert.Null((await world.Memory.CommitAsync(ImapWorld.Alice, append, default)).Refusal);

        return await OpenInbox.OfAsync(world, TimeProvider.System);
    }
}
