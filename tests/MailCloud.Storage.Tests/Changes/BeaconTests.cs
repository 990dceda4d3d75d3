using MailCloud.Mail.Store;
using MailCloud.Storage.Changes;
using MailCloud.Storage.Tests.Faults;
using MailCloud.Testing;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Changes;

/// <summary>How those who wait for others' changes hear of them, and what that costs. A storage account of its own, since all share the beacon.</summary>
public sealed class BeaconTests : IAsyncLifetime
{
    private AzuriteServer azurite = null!;
    private MailStorage storage = null!;

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteServer.StartAsync();
        storage = Storages.Open(azurite.ConnectionString);
        await storage.EnsureCreatedAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await storage.DisposeAsync();
        await azurite.DisposeAsync();
    }

    [Fact]
    public async Task Announcements_are_pruned_when_they_are_old()
    {
        var account = new AccountId("alice");
        await storage.Store.CreateAccountAsync(account, CancellationToken.None);
        var appended = await storage.Store.AppendAsync(account, "INBOX");
        using var clients = new StorageClients(StorageConnection.FromConnectionString(azurite.ConnectionString));
        var table = new BeaconTable(clients.Table(TableNames.Beacon), TimeProvider.System);
        var shard = BeaconTable.ShardOf(account);
        var written = await Eventually.Async(ReadAsync, announcements => announcements.Count > 0);
        Assert.Equal([new Announcement(account, new ModSeq(appended.Ranges[0].Last.Value))], written);

        await storage.PruneBeaconAsync(TimeProvider.System.GetUtcNow().AddHours(-1), CancellationToken.None);
        Assert.Single(await ReadAsync());
        await storage.PruneBeaconAsync(TimeProvider.System.GetUtcNow().AddHours(1), CancellationToken.None);
        Assert.Empty(await ReadAsync());

        Task<List<Announcement>> ReadAsync() => table.ReadAsync(shard, DateTimeOffset.UnixEpoch, CancellationToken.None);
    }

    [Fact]
    public async Task Waiting_costs_the_same_however_many_wait()
    {
        var accounts = Enumerable.Range(0, 200).Select(n => new AccountId($"idle-{n}")).ToList();
        await Task.WhenAll(accounts.Select(account => storage.Store.CreateAccountAsync(account, CancellationToken.None).AsTask()));
        var requests = new FaultPolicy();
        await using var listener = Storages.Open(azurite.ConnectionString, requests);
        using var end = new CancellationTokenSource();
        var known = await Task.WhenAll(accounts.Select(async account => (await listener.Store.ReadAsync(account)).ModSeq));
        var waiting = accounts
            .Zip(known, (account, modSeq) => listener.Store.WaitForChangeAsync(account, modSeq, end.Token).AsTask())
            .ToArray();
        // Each looks once; after that the beacon is all that is read, and it is not counted here.
        await Eventually.Async(() => Task.FromResult(requests.Count), count => count >= 600 - 200);
        await Task.Delay(200);
        requests.Reset();

        await storage.Store.AppendAsync(accounts[7], "INBOX");
        await waiting[7].WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(0, requests.Count);
        Assert.Equal(199, waiting.Count(one => !one.IsCompleted));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public void Accounts_are_spread_over_the_shards_the_same_way_everywhere()
    {
        Assert.Equal("1", BeaconTable.ShardOf(new AccountId("alice@example.org")));
        var shards = Enumerable.Range(0, 1_000).CountBy(n => BeaconTable.ShardOf(new AccountId($"user{n}@example.org"))).ToList();
        Assert.Equal(16, shards.Count);
        Assert.All(shards, shard => Assert.InRange(shard.Value, 20, 130));
    }
}
