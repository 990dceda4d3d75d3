using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Connections;

namespace MailCloud.Pop3.Tests;

/// <summary>Time, others' changes, and clients that do not keep up.</summary>
public class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnIdleSessionEndsWithoutAResponseAndDeletesNothing()
    {
        var served = await ServedMaildrop.WithAsync("plain, dots");
        var (client, serving) = await served.LogInAsync();
        await client.SendLineAsync("DELE 1");
        Assert.StartsWith("+OK", await client.ReadLineAsync(), StringComparison.Ordinal);

        served.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await client.SendLineAsync("NOOP");
        Assert.Equal("+OK Done", await client.ReadLineAsync());
        served.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("", await client.ReadToEndAsync());
        await serving.WaitAsync(PipeClient.Patience, Token);
        Assert.Equal(2, await served.CountAsync());
        await served.LogInAsync();
    }

    [Fact]
    public async Task AStrangerHasLessTime()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, serving) = served.Connect();
        Assert.Equal("+OK MailCloud is ready", await client.ReadLineAsync());

        served.Time.Advance(new Pop3Options().LoginTimeout);

        Assert.Equal("", await client.ReadToEndAsync());
        await serving.WaitAsync(PipeClient.Patience, Token);
    }

    [Fact]
    public async Task AStrangerMaySendOnlySoMuch()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, serving) = served.Connect();
        var limit = new Pop3Options().MaxLinesBeforeLogin;

        await client.SendAsync(string.Concat(Enumerable.Repeat("USER alice@example.com\r\n", limit + 10)));

        var said = await client.ReadToEndAsync();
        Assert.Equal(limit + 1, said.Split("+OK ").Length - 1);
        await serving.WaitAsync(PipeClient.Patience, Token);
    }

    [Fact]
    public async Task WhoLoggedInMaySendAsMuchAsItLikes()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, _) = await served.LogInAsync();
        for (var sent = 0; sent < 2 * new Pop3Options().MaxLinesBeforeLogin; sent++)
        {
            await client.SendLineAsync("NOOP");
            Assert.Equal("+OK Done", await client.ReadLineAsync());
        }
    }

    [Fact]
    public async Task AClientThatTakesNothingIsIdle()
    {
        var served = await ServedMaildrop.WithAsync("octets-1000000");
        var (client, serving) = await served.LogInAsync(outputLimit: 64 * 1024);
        await client.SendLineAsync("RETR 1");
        Assert.Equal("+OK 1000000 octets", await client.ReadLineAsync());

        // The session may still be on its way to the point where it waits; its time begins there.
        using var patience = new CancellationTokenSource(PipeClient.Patience);
        while (!serving.IsCompleted && !patience.IsCancellationRequested)
        {
            served.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(serving, Task.Delay(TimeSpan.FromMilliseconds(5), Token));
        }

        await serving.WaitAsync(PipeClient.Patience, Token);
        Assert.InRange((await client.ReadToEndAsync()).Length, 1, 200_000);
    }

    [Fact]
    public async Task AClientThatIsSlowGetsItsMessage()
    {
        var served = await ServedMaildrop.WithAsync("octets-1000000");
        var (client, _) = await served.LogInAsync(outputLimit: 64 * 1024);
        await client.SendLineAsync("RETR 1");
        Assert.Equal("+OK 1000000 octets", await client.ReadLineAsync());

        var octets = 0;
        for (string? line; (line = await client.ReadLineAsync()) is not "."; octets += line!.Length + 2)
            if (octets % 7200 == 0)
                served.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1_000_000, octets);
    }

    [Fact]
    public async Task AServerThatStopsEndsSessionsThatWait()
    {
        using var shutdown = new CancellationTokenSource();
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, serving) = await served.LogInAsync(shutdown: shutdown.Token);
        await client.SendLineAsync("DELE 1");

        await shutdown.CancelAsync();

        await serving.WaitAsync(PipeClient.Patience, Token);
        Assert.Equal("+OK Message 1 will be deleted\r\n", await client.ReadToEndAsync());
        Assert.Equal(1, await served.CountAsync());
    }

    [Fact]
    public async Task AMaildropIsWhatItWasAtLogIn()
    {
        var served = await ServedMaildrop.WithAsync("plain, dots");
        var (client, _) = await served.LogInAsync();
        var state = await served.Memory.ReadAsync(ServedMaildrop.Alice, StateDepth.Messages, Token);
        var inbox = state!.Directory.Find(MailboxRole.Inbox)!.Id;
        var first = state.Messages(inbox)[0];

        // Somebody else deletes the first message and copies the second one.
        await served.Memory.CommitAsync(ServedMaildrop.Alice, new ExpungeMessages(inbox, UidSet.Of(first.Uid)), Token);
        await served.Memory.CommitAsync(
            ServedMaildrop.Alice,
            new CopyMessages(inbox, state.Messages(inbox).AllUids(), MailboxTarget.Inbox),
            Token
        );

        await client.SendAsync("STAT\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n");
        Assert.Equal("+OK 2 353", await client.ReadLineAsync());
        Assert.Contains("\r\nSubject: Lunch\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await served.CountAsync());
    }

    [Fact]
    public async Task TopReadsLittleMoreThanItSends()
    {
        var served = await ServedMaildrop.WithAsync("octets-1000000");
        var (client, _) = await served.LogInAsync();

        await client.SendAsync("TOP 1 0\r\nTOP 1 3\r\nQUIT\r\n");

        Assert.EndsWith(".\r\n+OK 0 messages are deleted\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.InRange(served.Store.CopiedOctets, 1, 10_000);
    }

    [Fact]
    public async Task CommandsCostLittleMemory()
    {
        const int Rounds = 20;
        const int Messages = 1000;
        var served = await ServedMaildrop.WithAsync(string.Join(", ", Enumerable.Repeat("plain", Messages)));
        var commands = string.Concat(Enumerable.Repeat("NOOP\r\nLIST\r\n", Rounds));
        // Twice: the second log-in costs no PBKDF2, and then nothing waits for anything, so that it all happens on this thread.
        await RunAsync(served, commands);

        var connection = new PipeConnection(PipeConnection.Encrypted);
        await connection.Client.SendAsync(ServedMaildrop.LogIn + commands + "QUIT\r\n");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var serving = served.Server.ServeAsync(connection, Token);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(serving.IsCompletedSuccessfully);
        Assert.InRange(allocated / Rounds, 0, 32 * 1024);
        Assert.InRange(connection.Client.ReadAvailable().Length, Rounds * Messages * "1 182\r\n".Length, int.MaxValue);
    }

    private static async Task RunAsync(ServedMaildrop served, string commands)
    {
        var (client, serving) = await served.LogInAsync();
        await client.SendAsync(commands + "QUIT\r\n");
        await client.ReadToEndAsync();
        await serving;
    }
}
