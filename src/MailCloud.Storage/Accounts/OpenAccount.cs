using MailCloud.Mail.Store;

namespace MailCloud.Storage.Accounts;

/// <summary>
/// An account that this process works with: what it knows of it, its reads and its commits. Concurrent commits go together in one transaction, and
/// concurrent reads share one that began after the last of them asked. Nothing depends on there being one of these in the world, or in a process: the
/// head row alone decides which commit stands.
/// </summary>
internal sealed class OpenAccount
{
    private const int MaxBatch = 256;

    private readonly AccountId account;
    private readonly AccountTable table;
    private readonly Action<AccountId, ModSeq> committed;
    private readonly TimeProvider time;
    private readonly AccountView view;
    private readonly Batcher<StateDepth, AccountState?> reads;
    private readonly Batcher<MailChange, CommitResult> commits;

    /// <param name="committed">Called after each commit of this process.</param>
    public OpenAccount(AccountId account, AccountTable table, Action<AccountId, ModSeq> committed, TimeProvider time)
    {
        this.account = account;
        this.table = table;
        this.committed = committed;
        this.time = time;
        view = new AccountView(account, table);
        reads = new(ReadAsync, MaxBatch);
        commits = new(CommitAsync, MaxBatch);
    }

    /// <summary>The newest state that this process has seen; null: none.</summary>
    public AccountState? Known => view.Newest?.State;

    /// <summary>About how many octets of memory the account takes.</summary>
    public long Weight => view.Weight;

    public Task<AccountState?> ReadAsync(StateDepth depth, CancellationToken cancellationToken) => reads.RunAsync(depth, cancellationToken);

    public Task<CommitResult> CommitAsync(MailChange change, CancellationToken cancellationToken) =>
        commits.RunAsync(change, cancellationToken);

    private async Task ReadAsync(IReadOnlyList<Pending<StateDepth, AccountState?>> batch)
    {
        var depth = batch.Max(pending => pending.Request);
        var snapshot = await view.RefreshAsync(depth, CancellationToken.None);
        foreach (var pending in batch)
            pending.TrySetResult(snapshot?.State);
    }

    private async Task CommitAsync(IReadOnlyList<Pending<MailChange, CommitResult>> batch)
    {
        using var limit = new CancellationTokenSource(2 * StorageCall.Limit);
        var open = batch.Select(pending => new OpenChange(pending)).ToList();
        var backoff = new Backoff();
        var mustRefresh = false;
        try
        {
            while (open.Count > 0)
            {
                var depth = open.Exists(change => change.Change.NeedsMessages) ? StateDepth.Messages : StateDepth.Directory;
                var known = mustRefresh ? null : view.ReadyFor(depth);
                if ((known ?? await view.RefreshAsync(depth, limit.Token)) is not { } before)
                {
                    open.ForEach(change => change.Pending.TrySetException(new UnknownAccountException(account)));
                    return;
                }
                var group = new CommitGroup(before, open, time.GetUtcNow().ToUnixTimeSeconds());
                mustRefresh = !await TryCompleteAsync(group, isNewest: known is null, open, limit.Token);
                open.RemoveAll(change => change.Pending.Task.IsCompleted);
                if (mustRefresh && known is null)
                    await backoff.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw StorageCall.Unavailable(e);
        }
    }

    /// <summary>
    /// Commits the group and answers its changes, or learns which of them were delivered before. False: they have to be decided again against a newer state.
    /// </summary>
    private async Task<bool> TryCompleteAsync(CommitGroup group, bool isNewest, List<OpenChange> open, CancellationToken cancellationToken)
    {
        if (await FindDeliveredAsync(group.RefusedDeliveries, cancellationToken))
            return false;
        if (group.HasEvents)
        {
            var transaction = group.ToTransaction();
            var answer = await table.SubmitAsync(transaction, cancellationToken);
            if (answer.Outcome == CommitOutcome.Lost)
                return false;
            if (answer.Outcome == CommitOutcome.Delivered)
                return await FindDeliveredAsync(open, cancellationToken);
            view.Learn(transaction.After with { ETag = answer.ETag });
            committed(account, transaction.After.State.ModSeq);
        }
        else if (!isNewest)
        {
            // There is nothing to do, but against a state that may be old.
            return false;
        }
        group.Complete();
        return true;
    }

    /// <summary>
    /// Looks at the marks of all deliveries: when one was done before, most often all were, since a batch comes again whole. False: there are none.
    /// </summary>
    private async Task<bool> FindDeliveredAsync(IReadOnlyList<OpenChange> open, CancellationToken cancellationToken)
    {
        var deliveries = open.Where(change => change.Change.DeliveryKey is not null && !change.IsDelivered).ToList();
        await Parallel.ForEachAsync(
            deliveries,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            async (change, cancel) => change.IsDelivered = await table.IsDeliveredAsync(account, change.Change.DeliveryKey!.Value, cancel)
        );
        return deliveries.Exists(change => change.IsDelivered);
    }
}
