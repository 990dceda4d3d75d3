using System.Collections.Immutable;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;

namespace MailCloud.Storage.Accounts;

/// <summary>
/// Makes and removes accounts. The head row of a removed account stays and keeps its number, and an account made anew goes on above it: UIDVALIDITYs
/// and UIDs never come twice, whatever rows a crash has left behind.
/// </summary>
internal sealed class AccountRegister(AccountTable table, TimeProvider time)
{
    private const int MaxTries = 10;

    /// <summary>False: the account exists.</summary>
    public async Task<bool> CreateAsync(AccountId account, CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var head = await table.ReadHeadAsync(account, cancellationToken);
            if (head is { Log.Removed: false })
                return false;
            // Marks of deliveries to the removed account, if its removal was cut short.
            if (head is not null)
                await table.DeleteLogAsync(account, cancellationToken);
            var answer = await table.SubmitAsync(FirstCommit(account, head), cancellationToken);
            if (answer.Outcome == CommitOutcome.Committed)
                return true;
            await backoff.WaitAsync(cancellationToken);
        }
        throw new StoreUnavailableException($"Too many others make the account {account} at the same time.");
    }

    /// <summary>The number of the removal; null: there is no such account.</summary>
    public async Task<ModSeq?> RemoveAsync(AccountId account, CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var head = await table.ReadHeadAsync(account, cancellationToken);
            if (head is null)
                return null;
            if (head.Log.Removed)
            {
                await table.DeleteLogAsync(account, cancellationToken);
                return tries == 0 ? null : head.State.ModSeq;
            }
            var number = head.State.ModSeq + 1;
            var gone = AccountState.DirectoryOnly(account, number, MailboxDirectory.Empty);
            var removed = new LogExtent(head.Log.Start) { Removed = true };
            if (await table.TryReplaceHeadAsync(new Snapshot(gone, removed, head.ETag), cancellationToken))
            {
                await table.DeleteLogAsync(account, cancellationToken);
                return number;
            }
            await backoff.WaitAsync(cancellationToken);
        }
        throw new StoreUnavailableException($"The account {account} changes too often to be removed.");
    }

    private AccountTransaction FirstCommit(AccountId account, HeadRow? removed)
    {
        var start = StandardMailboxes.CounterStart(time.GetUtcNow());
        if (removed is not null && removed.State.ModSeq + 1 > start)
            start = removed.State.ModSeq + 1;
        var commit = CommitId.New();
        var state = AccountState.New(account, start);
        var events = ImmutableArray.CreateBuilder<EncodedEvent>();
        foreach (var e in StandardMailboxes.Events)
        {
            var logged = new LoggedEvent(state.ModSeq + 1, commit, e);
            events.Add(new EncodedEvent(logged, EventFormat.Encode(logged)));
            state = state.Apply(logged);
        }
        var log = new LogExtent(start).Grown(events.Count, events.Sum(e => (long)e.Body.Length));
        return new AccountTransaction
        {
            After = new Snapshot(state, log, ETag: null),
            Replaces = removed?.ETag,
            Commit = commit,
            Events = events.ToImmutable(),
        };
    }
}
