using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Testing.Connections;
using MailCloud.Testing.Peers;
using MailCloud.Testing.Transcripts;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Imap.Tests.Session;

/// <summary>
/// Whatever happens to a mailbox, and wherever a client's connection breaks: when it has come back and asked for what changed, it knows what a client knows
/// that reads everything. So it is whether the log reaches back to where the client was or not.
/// </summary>
public class ResynchronizationTests(StorageWorlds worlds) : IClassFixture<StorageWorlds>
{
    private const int Clients = 3;

    private static readonly string[] Flags = ["\\Seen", "\\Deleted", "\\Flagged", "work"];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, Clients - 1],
        Gen.Int[0, 14],
        Gen.Int[0, 1000],
        Gen.Int[0, Flags.Length - 1],
        Gen.Int[-8, 3],
        Gen.Enum<ResyncForm>(),
        (client, kind, message, flag, lines, form) => new Step(client, kind, message, Flags[flag], lines, form)
    );

    /// <param name="Lines">The connection breaks after so many lines of the answer; below zero: it does not.</param>
    private sealed record Step(int Client, int Kind, int Message, string Flag, int Lines, ResyncForm Form);

    [Fact]
    public async Task A_client_that_comes_back_knows_what_there_is() =>
        await Steps.Array[1, 80].SampleAsync(steps => PlayAsync(steps, store => store), iter: 150, threads: 1);

    [Fact]
    public async Task So_it_is_where_the_log_reaches_back_only_at_times() =>
        await Steps.Array[1, 80].SampleAsync(steps => PlayAsync(steps, store => new ShortLogStore(store)), iter: 150, threads: 1);

    [Fact]
    public async Task So_it_is_on_the_Azure_store()
    {
        var world = await worlds.OpenAsync(new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero)));
        await world.Store.CreateAccountAsync(ImapWorld.Alice, TestContext.Current.CancellationToken);
        await Steps.Array[150].SampleAsync(steps => PlayAsync(steps, _ => world.Store), iter: 1, threads: 1);
    }

    /// <summary>The client itself is put to the test: another server's QRESYNC keeps it right, too.</summary>
    [Fact]
    public async Task So_it_is_on_Dovecot()
    {
        Assert.SkipWhen(DovecotMail.Obstacle is not null, DovecotMail.Obstacle ?? "");
        using var mail = await DovecotMail.CreateAsync();
        List<DovecotSession> sessions = [];
        async Task<PipeClient> ConnectAsync()
        {
            sessions.Add(await DovecotSession.StartAsync(mail));
            return sessions[^1].Client;
        }
        try
        {
            await (await ConnectAsync()).RunAsync("CREATE Archive");
            await Steps.Array[150].SampleAsync(steps => PlayAsync(steps, ConnectAsync), seed: "1WCwqceHU2X3", iter: 1, threads: 1);
        }
        finally
        {
            foreach (var session in sessions)
                await session.DisposeAsync();
        }
    }

    private static async Task PlayAsync(Step[] steps, Func<IMailStore, IMailStore> wrap)
    {
        await using var world = await ImapWorld.NewAsync(wrap);
        await PlayAsync(steps, world.LogInAsync);
    }

    private static async Task PlayAsync(Step[] steps, Func<Task<PipeClient>> connect)
    {
        var clients = Enumerable.Range(0, Clients).Select(_ => new CacheClient(connect)).ToList();
        foreach (var step in steps)
            await RunAsync(clients[step.Client], step);
        foreach (var client in clients)
            await client.SettleAsync();
        var reader = await connect();
        await reader.RunAsync("EXAMINE INBOX");
        var all = await ReadAllAsync(reader);
        foreach (var client in clients)
        {
            await client.ConnectAsync((ResyncForm)(steps.Length % 4));
            await client.RunAsync("NOOP");
            Assert.Equal(all, client.Messages.Select(message => $"{message.Key} {string.Join(' ', message.Value)}"));
        }
    }

    private static async Task RunAsync(CacheClient client, Step step)
    {
        if (step.Lines < 0)
            await client.ConnectAsync(step.Form);
        var uid = client.Messages.Count == 0 ? 0 : client.Messages.Keys.ElementAt(step.Message % client.Messages.Count);
        if (step.Lines >= 0)
            await client.BreakAsync(CommandOf(step, uid, client.Stored), step.Lines);
        else if (step.Kind == 0 && uid > 0)
            await client.StoreSilentlyAsync(uid, step.Flag);
        else
            await client.RunAsync(CommandOf(step, uid, client.Stored));
    }

    private static string CommandOf(Step step, uint uid, ulong stored) =>
        step.Kind switch
        {
            1 or 2 => "APPEND INBOX {4+}\r\n\r\n\r\n",
            3 => "APPEND INBOX {4+}\r\n\r\n\r\n {4+}\r\n\r\n\r\n",
            4 when uid > 0 => $"UID STORE {uid}:* +FLAGS ({step.Flag})",
            5 when uid > 0 => $"UID STORE {uid} FLAGS ({step.Flag})",
            6 when uid > 0 => $"UID STORE {uid}:* (UNCHANGEDSINCE {stored}) -FLAGS ({step.Flag})",
            7 => "EXPUNGE",
            8 when uid > 0 => $"UID EXPUNGE {uid}:*",
            9 when uid > 0 => $"UID MOVE {uid} Archive",
            10 when uid > 0 => $"UID MOVE {uid}:* INBOX",
            11 when uid > 0 => $"UID COPY {uid} INBOX",
            // Nothing vanishes meanwhile, and the client must not lose it.
            12 when uid > 0 => "SEARCH RETURN (COUNT) ALL",
            13 when stored > 0 => $"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {stored} VANISHED)",
            14 when uid > 0 => $"STORE 1:* +FLAGS ({step.Flag})",
            _ => "NOOP",
        };

    private static async Task<List<string>> ReadAllAsync(PipeClient reader)
    {
        var lines = await reader.RunAsync("UID FETCH 1:* (FLAGS)");
        return
        [
            .. lines
                .Select(line => line.Split(['(', ')', ' '], StringSplitOptions.RemoveEmptyEntries))
                // * n FETCH UID u FLAGS ...
                .Select(words => $"{words[4]} {string.Join(' ', words.Skip(6).Except(["\\Recent"]).Order(StringComparer.Ordinal))}"),
        ];
    }

    /// <summary>A store whose log has lost its beginning, now here, now there.</summary>
    private sealed class ShortLogStore(IMailStore store) : MailStoreDecorator(store)
    {
        public override IAsyncEnumerable<LoggedEvent> ReadEventsAsync(
            AccountId account,
            ModSeq after,
            ModSeq through,
            CancellationToken cancellationToken
        ) =>
            after.Value % 2 == 0
                ? base.ReadEventsAsync(account, after, through, cancellationToken)
                : throw new EventsMissingException(account, after);
    }
}
