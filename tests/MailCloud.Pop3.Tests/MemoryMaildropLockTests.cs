using MailCloud.Mail.Store;

namespace MailCloud.Pop3.Tests;

public class MemoryMaildropLockTests
{
    private readonly MemoryMaildropLock maildrops = new();

    [Fact]
    public async Task OneHasItAtATime()
    {
        var first = await TakeAsync("alice@example.com");
        Assert.NotNull(first);
        Assert.Null(await TakeAsync("alice@example.com"));
        Assert.NotNull(await TakeAsync("bob@example.com"));

        await first.DisposeAsync();
        Assert.NotNull(await TakeAsync("alice@example.com"));

        // What was given back before is not another's to give back.
        await first.DisposeAsync();
        Assert.Null(await TakeAsync("alice@example.com"));
    }

    private ValueTask<IAsyncDisposable?> TakeAsync(string account) =>
        maildrops.TryTakeAsync(new AccountId(account), TestContext.Current.CancellationToken);
}
