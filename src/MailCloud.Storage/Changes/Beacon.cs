using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Storage.Changes;

/// <summary>
/// Wakes those who wait for an account: at once for changes made in this process, and for others' within a second, by reading the beacon table twice a second
/// while somebody waits. That costs the same however many wait.
/// </summary>
internal sealed class Beacon : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest that an announcement may take to be written; a later one would be overlooked.</summary>
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);

    /// <summary>How far back each look goes: the time to write, and what clocks of different machines differ by.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private readonly BeaconTable table;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ChangeWaiters waiters = new();
    private readonly Dictionary<string, Batcher<Announcement, bool>> writers;
    private readonly CancellationTokenSource disposed = new();
    private readonly Lock gate = new();
    private readonly HashSet<Task> writes = [];
    private Task watch = Task.CompletedTask;

    public Beacon(BeaconTable table, TimeProvider time, ILogger logger)
    {
        this.table = table;
        this.time = time;
        this.logger = logger;
        writers = BeaconTable.AllShards.ToDictionary(
            shard => shard,
            shard => new Batcher<Announcement, bool>(batch => WriteAsync(shard, batch), Tables.EntityGroup.MaxRows),
            StringComparer.Ordinal
        );
    }

    /// <summary>Tells everyone that the account is at this number; does not wait until it is written.</summary>
    public void Announce(AccountId account, ModSeq modSeq)
    {
        waiters.Announce(account, modSeq);
        var write = writers[BeaconTable.ShardOf(account)].RunAsync(new Announcement(account, modSeq), CancellationToken.None);
        lock (gate)
            writes.Add(write);
        _ = write.ContinueWith(
            done =>
            {
                lock (gate)
                    writes.Remove(done);
            },
            TaskScheduler.Default
        );
    }

    /// <summary>Begins to wait until the account is above <paramref name="known"/>.</summary>
    public ChangeWaiters.Waiter Wait(AccountId account, ModSeq known)
    {
        var waiter = waiters.Add(account, known);
        lock (gate)
            if (watch.IsCompleted)
                watch = WatchAsync();
        return waiter;
    }

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        Task[] open;
        lock (gate)
            open = [.. writes, watch];
        await Task.WhenAll(open);
        disposed.Dispose();
    }

    private async Task WatchAsync()
    {
        var since = time.GetUtcNow() - Overlap;
        while (!disposed.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Interval, TimeProvider.System, disposed.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            var accounts = waiters.Accounts;
            lock (gate)
                if (accounts.Count == 0 && waiters.Accounts.Count == 0)
                {
                    watch = Task.CompletedTask;
                    return;
                }
            var next = time.GetUtcNow() - Overlap;
            if (await LookAsync(accounts.Select(BeaconTable.ShardOf).Distinct(StringComparer.Ordinal), since))
                since = next;
        }
    }

    /// <summary>False: the table could not be read, so the next look has to go as far back.</summary>
    private async Task<bool> LookAsync(IEnumerable<string> shards, DateTimeOffset since)
    {
        try
        {
            foreach (var shard in shards)
            foreach (var (account, modSeq) in await table.ReadAsync(shard, since, disposed.Token))
                waiters.Announce(account, modSeq);
            return true;
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            if (!disposed.IsCancellationRequested)
                logger.LogWarning(e, "The beacon cannot be read; idle clients hear of others' changes late");
            return false;
        }
    }

    private async Task WriteAsync(string shard, IReadOnlyList<Pending<Announcement, bool>> batch)
    {
        var newest = batch
            .GroupBy(pending => pending.Request.Account)
            .Select(same => new Announcement(same.Key, same.Max(pending => pending.Request.ModSeq)));
        using var limit = new CancellationTokenSource(WriteLimit);
        try
        {
            await table.WriteAsync(shard, [.. newest], limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            logger.LogWarning(e, "The beacon cannot be written; clients of other processes hear of changes late");
        }
        foreach (var pending in batch)
            pending.TrySetResult(true);
    }
}
