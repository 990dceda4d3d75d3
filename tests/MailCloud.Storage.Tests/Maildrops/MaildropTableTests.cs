using Azure.Data.Tables;
using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Store;
using MailCloud.Storage.Maildrops;
using MailCloud.Testing.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Storage.Tests.Maildrops;

/// <summary>The lock in a table keeps the contract of all maildrop locks.</summary>
public sealed class MaildropTableTests(StorageFixture fixture) : MaildropLockContract
{
    protected override async ValueTask<IMaildropLock> OpenAsync() => (await fixture.OpenAsync()).Maildrops;
}

/// <summary>Leases between listeners, each with a clock of its own: one that stands still is a listener that was killed.</summary>
public sealed class MaildropLeaseTests(StorageFixture fixture) : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly FakeTimeProvider timeElsewhere = new(TimeProvider.System.GetUtcNow());
    private readonly AccountId account = new($"alice-{Guid.NewGuid():N}");
    private StorageClients clients = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await fixture.OpenAsync();
        clients = fixture.Clients();
    }

    public ValueTask DisposeAsync()
    {
        clients.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_lease_of_a_dead_listener_runs_out_and_goes_to_the_next_session()
    {
        await using var dead = await TakeAsync(time);
        Assert.NotNull(dead);
        timeElsewhere.Advance(MaildropTable.LeaseTime / 2);
        Assert.Null(await TakeAsync(timeElsewhere));

        timeElsewhere.Advance(MaildropTable.LeaseTime);
        await using var next = await TakeAsync(timeElsewhere);
        Assert.NotNull(next);

        // The listener was not dead after all: its session is told, and takes nothing from the other.
        Assert.False(await dead.ConfirmAsync(Cancel));
        await dead.DisposeAsync();
        Assert.True(await next.ConfirmAsync(Cancel));
        Assert.Null(await TakeAsync(timeElsewhere));
    }

    [Fact]
    public async Task A_living_session_keeps_its_maildrop()
    {
        await using var lease = await TakeAsync(time);
        Assert.NotNull(lease);
        var until = await ExpiryAsync();

        for (var turns = 0; turns < 4; turns++)
        {
            time.Advance(MaildropTable.LeaseTime / 3);
            var before = until;
            until = await Eventually.Async(ExpiryAsync, expiry => expiry > before);
        }

        Assert.Equal(time.GetUtcNow() + MaildropTable.LeaseTime, until);
        Assert.True(await lease.ConfirmAsync(Cancel));
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_kept_while_nobody_else_wants_it()
    {
        await using var lease = await TakeAsync(time);
        timeElsewhere.Advance(3 * MaildropTable.LeaseTime);
        Assert.True(await lease!.ConfirmAsync(Cancel));
    }

    [Fact]
    public async Task A_session_that_ends_while_it_renews_gives_its_maildrop_back()
    {
        var lease = await TakeAsync(time);
        // As a renewal does of which no answer came.
        var rows = clients.Table(TableNames.Accounts);
        var row = await rows.GetEntityAsync<TableEntity>(account.Value, "pop3", cancellationToken: Cancel);
        await rows.UpdateEntityAsync(row.Value, row.Value.ETag, TableUpdateMode.Replace, Cancel);

        await lease!.DisposeAsync();

        await using var next = await TakeAsync(timeElsewhere);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_lease_meets_no_commit_and_ends_with_its_account()
    {
        var store = (await fixture.OpenAsync()).Store;
        Assert.True(await store.CreateAccountAsync(account, Cancel));
        var before = (await store.ReadAsync(account, StateDepth.Directory, Cancel))!.ModSeq;
        await using var lease = await TakeAsync(time);
        Assert.True(await lease!.ConfirmAsync(Cancel));
        Assert.Equal(before, (await store.ReadAsync(account, StateDepth.Messages, Cancel))!.ModSeq);

        Assert.True(await store.RemoveAccountAsync(account, Cancel));
        Assert.False(await lease.ConfirmAsync(Cancel));
    }

    private ValueTask<IMaildropLease?> TakeAsync(TimeProvider clock) =>
        new MaildropTable(clients.Table(TableNames.Accounts), clock, NullLogger.Instance).TryTakeAsync(account, Cancel);

    private async Task<DateTimeOffset?> ExpiryAsync()
    {
        var row = await clients.Table(TableNames.Accounts).GetEntityAsync<TableEntity>(account.Value, "pop3", cancellationToken: Cancel);
        return row.Value.GetDateTimeOffset("Expires");
    }
}
