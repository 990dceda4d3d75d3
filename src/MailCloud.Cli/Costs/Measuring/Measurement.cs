using MailCloud.Local;

namespace MailCloud.Cli.Costs.Measuring;

/// <summary>
/// Does once, on a fresh storage account, each of the things that people and the service do over and over, over the same ports as people, and counts what it asks of storage. Between
/// two of them ten minutes pass for the programs, so that none profits from what the one before has read.
/// </summary>
internal sealed class Measurement : IAsyncDisposable
{
    private const string Ann = $"ann@{MeasuredCloud.Domain}";
    private const string Bob = $"bob@{MeasuredCloud.Domain}";
    private const string Password = "measured";
    private const int Mebioctet = 1024 * 1024;

    private readonly OperationCounter counter = new();
    private readonly MailSink sink = new();
    private readonly SortedDictionary<string, Counts> activities = new(StringComparer.Ordinal);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-cost-");
    private Azurite? azurite;
    private MeasuredCloud cloud = null!;

    /// <summary>Measures everything: about a minute.</summary>
    /// <exception cref="SetupException">Azurite cannot be had.</exception>
    public static async Task<MeasuredCounts> RunAsync(CancellationToken cancel)
    {
        await using var measurement = new Measurement();
        await measurement.StartAsync(cancel);
        await measurement.ReceiveAsync(cancel);
        await measurement.SendAsync(cancel);
        await measurement.ReadOverImapAsync(cancel);
        await measurement.ReadOverPop3Async(cancel);
        await measurement.ReadInTheBrowserAsync(cancel);
        await measurement.WaitAsync(cancel);
        return new MeasuredCounts(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), measurement.activities);
    }

    public async ValueTask DisposeAsync()
    {
        if (cloud is not null)
            await cloud.DisposeAsync();
        if (azurite is not null)
            await azurite.DisposeAsync();
        await sink.DisposeAsync();
        counter.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        azurite = await Azurite.StartAsync(Path.Combine(folder.FullName, "azurite"), cancel: cancel);
        var passwords = new Dictionary<string, string>(StringComparer.Ordinal) { ["ann"] = Password, ["bob"] = Password };
        cloud = await MeasuredCloud.CreateAsync(
            counter,
            azurite.ConnectionString,
            Path.Combine(folder.FullName, "cloud"),
            sink.Port,
            passwords,
            cancel
        );
        // What the first start ever makes is there when the next one begins.
        await cloud.StartFunctionsAsync(cancel);
        await MeasureAsync(Activities.FunctionsStart, () => cloud.StartFunctionsAsync(cancel), cancel);
        await MeasureAsync(Activities.ListenerStart, () => cloud.StartListenerAsync(cancel), cancel);
    }

    private async Task ReceiveAsync(CancellationToken cancel)
    {
        var small = Message(8 * 1024);
        await MeasureAsync(
            Activities.Receive,
            async () =>
            {
                await DeliverAsync(Ann, small, cancel);
                await cloud.DrainAsync(cancel);
            },
            cancel
        );
        await MeasureAsync(
            Activities.ReceiveLarge,
            async () =>
            {
                await DeliverAsync(Bob, Message(Activities.LargeMebioctets * Mebioctet), cancel);
                await cloud.DrainAsync(cancel);
            },
            cancel
        );
        await MeasureAsync(
            Activities.ReceiveUnderLoad,
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, Activities.LoadConnections).Select(_ => DeliverManyAsync(small, cancel)));
                await cloud.DrainAsync(cancel);
            },
            cancel,
            per: Activities.LoadMessages
        );
    }

    private Task SendAsync(CancellationToken cancel) =>
        MeasureAsync(
            Activities.Send,
            async () =>
            {
                await using var smtp = await LineClient.ConnectAsync(cloud.PortOf("submissions"), cloud.Certificates, cancel);
                await smtp.ReadToAsync("220 ", cancel);
                await smtp.AskAsync("EHLO client.example", "250 ", cancel);
                await smtp.AskAsync($"AUTH PLAIN {Base64($"\0{Ann}\0{Password}")}", "235 ", cancel);
                await smtp.AskAsync($"MAIL FROM:<{Ann}>", "250 ", cancel);
                await smtp.AskAsync("RCPT TO:<carol@elsewhere.example>", "250 ", cancel);
                await smtp.AskAsync("DATA", "354 ", cancel);
                await smtp.AskAsync(Message(8 * 1024), "250 ", cancel);
                await cloud.DrainAsync(cancel);
            },
            cancel
        );

    private async Task ReadOverImapAsync(CancellationToken cancel)
    {
        // Mail is read long after it came, and in the cloud maybe by another listener.
        await cloud.StartListenerAsync(cancel);
        await using var imap = await LineClient.ConnectAsync(cloud.PortOf("imaps"), cloud.Certificates, cancel);
        await MeasureAsync(
            Activities.ImapOpen,
            async () =>
            {
                await imap.ReadToAsync("* OK", cancel);
                await imap.CommandAsync($"LOGIN {Ann} {Password}", cancel);
                await imap.CommandAsync("LIST \"\" * RETURN (STATUS (MESSAGES UNSEEN))", cancel);
                await imap.CommandAsync("SELECT INBOX", cancel);
                await imap.CommandAsync("FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE)", cancel);
            },
            cancel
        );
        await MeasureAsync(Activities.ImapRead, () => imap.CommandAsync("FETCH 1 BODY[]", cancel), cancel);
        await MeasureAsync(Activities.ImapPoll, () => imap.CommandAsync("NOOP", cancel), cancel);
        await MeasureAsync(Activities.ImapFlag, () => imap.CommandAsync("STORE 2 +FLAGS (\\Flagged)", cancel), cancel);
        await MeasureAsync(Activities.ImapMove, () => imap.CommandAsync("MOVE 2 Archive", cancel), cancel);
        await MeasureAsync(
            Activities.ImapDelete,
            async () =>
            {
                await imap.CommandAsync("STORE 2 +FLAGS (\\Deleted)", cancel);
                await imap.CommandAsync("EXPUNGE", cancel);
            },
            cancel
        );
        await imap.CommandAsync("LOGOUT", cancel);
    }

    private async Task ReadOverPop3Async(CancellationToken cancel)
    {
        await cloud.StartListenerAsync(cancel);
        await MeasureAsync(Activities.Pop3Session, () => Pop3Async("STAT"), cancel);
        await cloud.StartListenerAsync(cancel);
        await MeasureAsync(Activities.Pop3Read, () => Pop3Async("RETR 1", "DELE 1"), cancel);

        async Task Pop3Async(params string[] commands)
        {
            await using var pop3 = await LineClient.ConnectAsync(cloud.PortOf("pop3s"), cloud.Certificates, cancel);
            await pop3.ReadToAsync("+OK", cancel);
            await pop3.AskAsync($"USER {Bob}", "+OK", cancel);
            await pop3.AskAsync($"PASS {Password}", "+OK", cancel);
            foreach (var command in commands)
                await pop3.AskAsync(command, "+OK", cancel);
            await pop3.AskAsync("QUIT", "+OK", cancel);
        }
    }

    private async Task ReadInTheBrowserAsync(CancellationToken cancel)
    {
        await cloud.StartFunctionsAsync(cancel);
        using var browser = new BrowserClient(cloud.HttpsPort, cloud.Certificates, counter);
        await MeasureAsync(Activities.WebOpen, () => browser.OpenAsync(Ann, Password, cancel), cancel);
        await MeasureAsync(Activities.WebRead, () => browser.ReadAsync(cancel), cancel);
        using var stream = await browser.ListenAsync(cancel);
        await MeasureIdleAsync(Activities.WebIdle, cancel);
    }

    /// <summary>What it costs that nothing happens.</summary>
    private async Task WaitAsync(CancellationToken cancel)
    {
        await MeasureAsync(Activities.Tick, () => cloud.RunTimerAsync("Tick", cancel), cancel);
        await using var imap = await LineClient.ConnectAsync(cloud.PortOf("imaps"), cloud.Certificates, cancel);
        await imap.ReadToAsync("* OK", cancel);
        await imap.CommandAsync($"LOGIN {Ann} {Password}", cancel);
        await imap.CommandAsync("SELECT INBOX", cancel);
        await imap.SayAsync("a99 IDLE", cancel);
        await imap.ReadToAsync("+", cancel);
        await MeasureIdleAsync(Activities.Idle, cancel);
        await imap.AskAsync("DONE", "a99 OK", cancel);
    }

    /// <summary>Counts what is asked by itself, in a second.</summary>
    private async Task MeasureIdleAsync(string activity, CancellationToken cancel)
    {
        // What the client asked for has begun to be answered; let it end.
        await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        counter.TakeNow();
        await Task.Delay(TimeSpan.FromSeconds(Activities.IdleSeconds), cancel);
        activities[activity] = counter.TakeNow().Per(Activities.IdleSeconds);
    }

    private async Task MeasureAsync(string activity, Func<Task> act, CancellationToken cancel, int per = 1)
    {
        await counter.TakeAsync(cancel);
        cloud.Time.Advance(TimeSpan.FromMinutes(10));
        await act();
        activities[activity] = (await counter.TakeAsync(cancel)).Per(per);
    }

    private async Task DeliverManyAsync(string message, CancellationToken cancel)
    {
        await using var smtp = await GreetAsync(cancel);
        for (var i = 0; i < Activities.LoadMessages / Activities.LoadConnections; i++)
            await DeliverAsync(smtp, i % 2 == 0 ? Ann : Bob, message, cancel);
    }

    private async Task DeliverAsync(string to, string message, CancellationToken cancel)
    {
        await using var smtp = await GreetAsync(cancel);
        await DeliverAsync(smtp, to, message, cancel);
    }

    private async Task<LineClient> GreetAsync(CancellationToken cancel)
    {
        var smtp = await LineClient.ConnectAsync(cloud.PortOf("smtp"), trust: null, cancel);
        await smtp.ReadToAsync("220 ", cancel);
        await smtp.AskAsync("EHLO client.example", "250 ", cancel);
        return smtp;
    }

    private static async Task DeliverAsync(LineClient smtp, string to, string message, CancellationToken cancel)
    {
        await smtp.AskAsync("MAIL FROM:<dave@elsewhere.example>", "250 ", cancel);
        await smtp.AskAsync($"RCPT TO:<{to}>", "250 ", cancel);
        await smtp.AskAsync("DATA", "354 ", cancel);
        await smtp.AskAsync(message, "250 ", cancel);
    }

    /// <summary>A message of about so many octets, up to the line that ends it (RFC 5321 §4.1.1.4).</summary>
    private static string Message(int octets)
    {
        const int Line = 78;
        var text = string.Concat(Enumerable.Repeat(new string('x', Line - 2) + "\r\n", octets / Line));
        return $"From: dave@elsewhere.example\r\nTo: {Ann}\r\nSubject: measured\r\nMessage-ID: <{Guid.NewGuid():N}@elsewhere.example>\r\n\r\n{text}.";
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
