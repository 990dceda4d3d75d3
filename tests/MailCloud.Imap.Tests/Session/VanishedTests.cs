using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Session;

/// <summary>What a client is told of very many messages that are gone, and of a very long time.</summary>
public class VanishedTests
{
    private const int Many = 12_000;

    /// <summary>RFC 7162 §4: lines of more than about 8,000 octets are more than clients have to take.</summary>
    private const int LongestLine = 8192;

    [Fact]
    public async Task Many_gaps_go_in_several_lines()
    {
        await using var world = await WorldAsync(store => store);
        var client = await world.OpenInboxAsync();
        await ImapWorld.RunAsync(client, "ENABLE QRESYNC");
        var gone = await ExpungeEverySecondAsync(world);

        var lines = await ImapWorld.RunAsync(client, "NOOP");

        Assert.True(lines.Count > 3);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, LongestLine));
        Assert.Equal(gone.ToString(), UidsIn(lines, "* VANISHED "));
        Assert.StartsWith("T OK [HIGHESTMODSEQ ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_short_time_is_read()
    {
        await using var world = await WorldAsync(store => store);
        await ExpungeEverySecondAsync(world);
        var (validity, now) = await WhereAsync(world);
        var last = (await world.MessagesAsync("INBOX")).AllUids().Ranges[^1].Last;
        await ExpungeAsync(world, UidSet.Of(last));

        Assert.Equal($"{last}", UidsIn(await ComeBackAsync(world, validity, now), "* VANISHED (EARLIER) "));
    }

    [Fact]
    public async Task The_log_of_a_long_time_is_not_read()
    {
        var log = new InvalidOperationException("The log is not to be read.");
        await using var world = await WorldAsync(store => new UnreadableLogStore(store, log));
        var gone = await ExpungeEverySecondAsync(world);
        var (validity, _) = await WhereAsync(world);

        await IsToldOfAsync(world, gone, await ComeBackAsync(world, validity, new ModSeq(validity)));
    }

    /// <summary>The mailbox can be opened without it.</summary>
    [Fact]
    public async Task A_log_that_does_not_answer_is_done_without()
    {
        await using var world = await WorldAsync(store => new UnreadableLogStore(store, new StoreUnavailableException("Out for a test.")));
        var (validity, now) = await WhereAsync(world);
        var gone = await ExpungeEverySecondAsync(world);

        await IsToldOfAsync(world, gone, await ComeBackAsync(world, validity, now));
    }

    private static async Task IsToldOfAsync(ImapWorld world, UidSet gone, List<string> lines)
    {
        // The other mailboxes' numbers are no UIDs of this one, and mean nothing to the client.
        var told = UidSet.Of(UidsIn(lines, "* VANISHED (EARLIER) ").Split(',').Select(ParseRange));
        Assert.Equal(gone, told.Intersect(gone));
        Assert.Equal(UidSet.Empty, told.Intersect((await world.MessagesAsync("INBOX")).AllUids()));
    }

    private static async Task<ImapWorld> WorldAsync(Func<IMailStore, IMailStore> wrap)
    {
        var world = await ImapWorld.NewAsync(wrap);
        await world.AppendAsync(Enumerable.Repeat(new NewMail("Subject: x\r\n\r\n"u8.ToArray()), Many));
        return world;
    }

    private static async Task<UidSet> ExpungeEverySecondAsync(ImapWorld world)
    {
        var all = (await world.MessagesAsync("INBOX")).AllUids();
        var everySecond = UidSet.Of(all.Enumerate().Where(uid => uid.Value % 2 == 0));
        await ExpungeAsync(world, everySecond);
        return everySecond;
    }

    private static async Task ExpungeAsync(ImapWorld world, UidSet uids)
    {
        var account = await world.Memory.ReadAsync(ImapWorld.Alice, StateDepth.Directory, default);
        await world.Memory.CommitAsync(ImapWorld.Alice, new ExpungeMessages(account!.Directory.Find("INBOX")!.Id, uids), default);
    }

    private static async Task<(uint Validity, ModSeq Now)> WhereAsync(ImapWorld world)
    {
        var account = await world.Memory.ReadAsync(ImapWorld.Alice, StateDepth.Directory, default);
        return (account!.Directory.Find("INBOX")!.UidValidity, account.ModSeq);
    }

    private static async Task<List<string>> ComeBackAsync(ImapWorld world, uint validity, ModSeq since)
    {
        PipeClient client = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "ENABLE QRESYNC");
        var lines = await ImapWorld.RunAsync(client, $"SELECT INBOX (QRESYNC ({validity} {since}))");
        Assert.Equal("T OK [READ-WRITE] Open", lines[^1]);
        return lines;
    }

    private static string UidsIn(IEnumerable<string> lines, string start) =>
        string.Join(',', lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]));

    private static UidRange ParseRange(string text)
    {
        var ends = text.Split(':');
        return new UidRange(new Uid(uint.Parse(ends[0])), new Uid(uint.Parse(ends[^1])));
    }

    private sealed class UnreadableLogStore(IMailStore store, Exception failure) : MailStoreDecorator(store)
    {
        public override IAsyncEnumerable<LoggedEvent> ReadEventsAsync(
            AccountId account,
            ModSeq after,
            ModSeq through,
            CancellationToken cancellationToken
        ) => throw failure;
    }
}
