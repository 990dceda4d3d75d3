using MailCloud.Mail.Store;
using MailCloud.Testing.Connections;

namespace MailCloud.Pop3.Tests;

/// <summary>What the client is told when storage fails: never that it did something wrong, and never half a message as a whole one.</summary>
public class FaultTests
{
    private static readonly StoreUnavailableException Unavailable = new("The table cannot be reached.");
    private static readonly MessageMissingException Missing = new(default);

    private const string TryLater = "-ERR [SYS/TEMP] Storage does not answer; try again later";

    [Fact]
    public async Task ALogInThatStorageDidNotAnswerMayBeTriedAgain()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        served.Store.OnRead = Unavailable;
        var (client, _) = served.Connect();
        await client.SendAsync(ServedMaildrop.LogIn);
        await ReadAsync(client, "+OK MailCloud is ready", "+OK Send PASS", TryLater);

        served.Store.OnRead = null;
        await client.SendAsync(ServedMaildrop.LogIn);
        await ReadAsync(client, "+OK Send PASS", "+OK 1 message, 182 octets");
    }

    [Fact]
    public async Task AMessageThatCannotBeReadIsRefused()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, _) = await served.LogInAsync();
        served.Store.OnCopy = Unavailable;
        await client.SendAsync("RETR 1\r\nTOP 1 1\r\n");
        await ReadAsync(client, TryLater, TryLater);

        served.Store.OnCopy = Missing;
        await client.SendAsync("RETR 1\r\nNOOP\r\n");
        await ReadAsync(client, "-ERR [SYS/PERM] This message is lost", "+OK Done");
    }

    [Fact]
    public async Task AMessageThatBreaksOffBreaksTheConnection()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, serving) = await served.LogInAsync();
        served.Store.OnCopy = Unavailable;
        served.Store.CopiedBeforeFault = 20;

        await client.SendAsync("RETR 1\r\nNOOP\r\n");

        Assert.Equal("+OK 182 octets\r\nFrom: Bob <bob@examp", await client.ReadToEndAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => serving);
    }

    [Fact]
    public async Task AQuitThatCouldNotDeleteSaysSo()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, serving) = await served.LogInAsync();
        served.Store.OnCommit = Unavailable;

        await client.SendAsync("DELE 1\r\nQUIT\r\n");

        await ReadAsync(client, "+OK Message 1 will be deleted", "-ERR [SYS/TEMP] The marked messages could not be deleted", null);
        await serving;
        Assert.Equal(1, await served.CountAsync());
        await served.LogInAsync();
    }

    [Fact]
    public async Task ASessionThatLostItsMaildropDeletesNothing()
    {
        var served = await ServedMaildrop.WithAsync("plain, dots");
        var (client, serving) = await served.LogInAsync();
        served.Maildrops.IsLost = true;

        // What it knows of the messages is still so.
        await client.SendAsync("DELE 1\r\nSTAT\r\nQUIT\r\n");

        await ReadAsync(
            client,
            "+OK Message 1 will be deleted",
            "+OK 1 171",
            "-ERR [SYS/TEMP] The maildrop went to another session; nothing is deleted",
            null
        );
        await serving;
        Assert.Equal(2, await served.CountAsync());
    }

    [Fact]
    public async Task ASessionThatCannotTellWhetherItHasItsMaildropDeletesNothing()
    {
        var served = await ServedMaildrop.WithAsync("plain, dots");
        var (client, serving) = await served.LogInAsync();
        served.Maildrops.OnConfirm = Unavailable;

        await client.SendAsync("DELE 1\r\nQUIT\r\n");

        await ReadAsync(client, "+OK Message 1 will be deleted", "-ERR [SYS/TEMP] The marked messages could not be deleted", null);
        await serving;
        Assert.Equal(2, await served.CountAsync());
    }

    [Fact]
    public async Task WhoDeletesNothingNeedsNoMaildrop()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, _) = await served.LogInAsync();
        served.Maildrops.IsLost = true;
        await client.SendAsync("QUIT\r\n");
        await ReadAsync(client, "+OK 0 messages are deleted", null);
    }

    [Fact]
    public async Task AnAccountMayBeRemovedMeanwhile()
    {
        var served = await ServedMaildrop.WithAsync("plain");
        var (client, _) = await served.LogInAsync();
        await client.SendLineAsync("DELE 1");
        await served.Memory.RemoveAccountAsync(ServedMaildrop.Alice, TestContext.Current.CancellationToken);
        await client.SendLineAsync("QUIT");
        await ReadAsync(client, "+OK Message 1 will be deleted", "-ERR [SYS/PERM] This account does not exist any more", null);

        var (next, _) = served.Connect();
        await next.SendAsync(ServedMaildrop.LogIn);
        await ReadAsync(next, "+OK MailCloud is ready", "+OK Send PASS", "-ERR [SYS/PERM] This account does not exist any more", null);
    }

    private static async Task ReadAsync(PipeClient client, params string?[] lines)
    {
        foreach (var line in lines)
            Assert.Equal(line, await client.ReadLineAsync());
    }
}
