using System.Runtime.CompilerServices;
using System.Text;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Search;
using MailCloud.Imap.Session;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>What a row allocates, a hundred thousand rows allocate a hundred thousand times: so it is nothing. A command and a flush may cost a little.</summary>
public class RowAllocationTests
{
    /// <summary>Before every second one is expunged, so that UIDs have gaps.</summary>
    private const int Messages = 20_000;

    /// <summary>The smallest object has 24 bytes: less than that a row is none in any row.</summary>
    private const double Nothing = 1;

    [Theory]
    [InlineData("1:* FLAGS")]
    [InlineData("1:* FAST")]
    [InlineData("1:* (UID FLAGS RFC822.SIZE INTERNALDATE MODSEQ)")]
    [InlineData("1:* (EMAILID THREADID SAVEDATE)")]
    public async Task Rows_from_memory_allocate_nothing(string arguments) =>
        Assert.InRange(await BytesPerRowAsync(session => FetchAsync(" " + arguments, byUid: false, session)), 0, Nothing);

    [Fact]
    public async Task Rows_by_UID_allocate_nothing_although_half_of_the_UIDs_are_gone() =>
        Assert.InRange(await BytesPerRowAsync(session => FetchAsync(" 1:* FLAGS", byUid: true, session)), 0, Nothing);

    [Fact]
    public async Task Rows_for_clients_that_resynchronize_allocate_nothing() =>
        Assert.InRange(
            await BytesPerRowAsync(session =>
            {
                session.Enable(Extensions.Condstore | Extensions.Qresync);
                return FetchAsync(" 1:* FLAGS (CHANGEDSINCE 1)", byUid: true, session);
            }),
            0,
            Nothing
        );

    [Fact]
    public async Task Rows_without_sequence_numbers_allocate_nothing() =>
        Assert.InRange(
            await BytesPerRowAsync(session =>
            {
                session.Enable(Extensions.UidOnly);
                return FetchAsync(" 1:* FLAGS", byUid: true, session);
            }),
            0,
            Nothing
        );

    /// <summary>A set of UIDs without gaps is small, so that only the rows count.</summary>
    [Theory]
    [InlineData("1:* +FLAGS ($Label1)")]
    [InlineData("1:* (UNCHANGEDSINCE 1) +FLAGS (\\Seen)")]
    public async Task Rows_of_a_store_that_changes_nothing_allocate_nothing(string arguments) =>
        Assert.InRange(await BytesPerRowAsync(session => StoreAsync(" " + arguments, session), withGaps: false), 0, Nothing);

    /// <summary>A snapshot has a copy of each record that changed, and nothing else for each.</summary>
    [Theory]
    [InlineData("1:* FLAGS (\\Seen)", "1:* FLAGS (\\Draft)")]
    [InlineData("1:* FLAGS.SILENT (\\Seen)", "1:* FLAGS.SILENT (\\Draft)")]
    public async Task Rows_of_a_store_allocate_what_the_new_records_take(string arguments, string others)
    {
        var turn = 0;
        var bytes = await BytesPerRowAsync(
            async session =>
            {
                session.Enable(Extensions.Condstore);
                await StoreAsync(" " + (turn++ % 2 == 0 ? arguments : others), session);
                await session.TellNewsAsync(mayExpunge: false, default);
            },
            withGaps: false
        );
        Assert.InRange(bytes, 0, Unsafe.SizeOf<MessageRecord>() + Nothing);
    }

    /// <summary>But for the list of what was found: an integer, while it grows two.</summary>
    [Fact]
    public async Task Search_in_memory_allocates_only_its_result() =>
        Assert.InRange(await BytesPerRowAsync(session => SearchAsync(" UNSEEN NOT DELETED SMALLER 100000", session)), 0, 23);

    private static async Task<double> BytesPerRowAsync(Func<ImapSession, ValueTask> run, bool withGaps = true)
    {
        using var session = await OpenAsync(withGaps);
        // Everything is answered at once, so all of it runs on this thread.
        for (var i = 0; i < 3; i++)
            await run(session);
        // A collection may have taken pooled buffers away, which are then made anew; what rows allocate, they allocate every time.
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            await run(session);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least / (double)session.Selected.View.Count;
    }

    private static async ValueTask FetchAsync(string arguments, bool byUid, ImapSession session)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(arguments));
        var command = byUid ? FetchCommand.ParseUid(ref reader) : FetchCommand.Parse(ref reader);
        await FetchCommand.ExecuteAsync(command, session, default);
    }

    private static async ValueTask StoreAsync(string arguments, ImapSession session)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(arguments));
        await Store.ExecuteAsync(Store.Parse(ref reader), session, default);
    }

    private static async ValueTask SearchAsync(string arguments, ImapSession session)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(arguments));
        await SearchCommand.ExecuteAsync(SearchCommand.Parse(ref reader), session, default);
    }

    private static async Task<ImapSession> OpenAsync(bool withGaps)
    {
        await using var world = await ImapWorld.NewAsync();
        await world.AppendAsync(Enumerable.Repeat(new NewMail("Subject: x\r\n\r\n"u8.ToArray()) { Keywords = ["$Label1"] }, Messages));
        var all = await world.MessagesAsync("INBOX");
        var everySecond = UidSet.Of(all.AllUids().Enumerate().Where(uid => uid.Value % 2 == 0));
        var inbox = (await world.Memory.ReadAsync(ImapWorld.Alice, StateDepth.Directory, default))!.Directory.Find("INBOX")!;
        if (withGaps)
            await world.Memory.CommitAsync(ImapWorld.Alice, new ExpungeMessages(inbox.Id, everySecond), default);

        return await OpenInbox.OfAsync(world, world.Time);
    }
}
