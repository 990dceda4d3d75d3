using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every maildrop lock does. Each test has accounts of its own, so that they may share one.</summary>
public abstract class MaildropLockContract
{
    private readonly AccountId alice = new($"alice/{Guid.NewGuid():N}@example.com");
    private readonly AccountId bob = new($"bob/{Guid.NewGuid():N}@example.com");

    protected abstract ValueTask<IMaildropLock> OpenAsync();

    [Fact]
    public async Task One_session_has_a_maildrop_at_a_time()
    {
        var maildrops = await OpenAsync();
        await using var first = await TakeAsync(maildrops, alice);
        Assert.NotNull(first);
        Assert.Null(await TakeAsync(maildrops, alice));
        await using var other = await TakeAsync(maildrops, bob);
        Assert.NotNull(other);

        Assert.True(await first.ConfirmAsync(CancellationToken.None));
        Assert.True(await other.ConfirmAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_is_given_back_is_free_at_once()
    {
        var maildrops = await OpenAsync();
        var first = await TakeAsync(maildrops, alice);
        Assert.NotNull(first);
        await first.DisposeAsync();

        await using var second = await TakeAsync(maildrops, alice);
        Assert.NotNull(second);

        // What was given back before is not another's to give back.
        await first.DisposeAsync();
        Assert.Null(await TakeAsync(maildrops, alice));
        Assert.True(await second.ConfirmAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Of_many_who_come_at_once_one_gets_it()
    {
        var maildrops = await OpenAsync();
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TakeAsync(maildrops, alice).AsTask())));
        await using var taken = Assert.Single(leases, lease => lease is not null);
        Assert.True(await taken!.ConfirmAsync(CancellationToken.None));
    }

    private static ValueTask<IMaildropLease?> TakeAsync(IMaildropLock maildrops, AccountId account) =>
        maildrops.TryTakeAsync(account, CancellationToken.None);
}
