using MailCloud.Mail.Store;

namespace MailCloud.Storage.Accounts;

/// <summary>
/// What a process knows of one account, and how it learns what is new: one read of the head row, and of the log only the events that it
/// does not have. Reads and commits use it at the same time; it only ever goes forward.
/// </summary>
internal sealed class AccountView(AccountId account, AccountTable table)
{
    private const int MaxTries = 5;

    // About what a message takes: its record and its summary.
    private const int MessageWeight = 800;

    private readonly Lock gate = new();
    private Snapshot? newest;

    // The last one with messages. It may be older than the newest, and the events between them not read yet.
    private Snapshot? loaded;

    public Snapshot? Newest
    {
        get
        {
            lock (gate)
                return newest;
        }
    }

    public long Weight
    {
        get
        {
            lock (gate)
                return 4096 + MessageWeight * (loaded?.State.Directory.Mailboxes.Sum(mailbox => (long)mailbox.Tally.Messages) ?? 0);
        }
    }

    /// <summary>The newest snapshot, if a commit can be decided against it without a read.</summary>
    public Snapshot? ReadyFor(StateDepth depth) =>
        Newest is { ETag: not null } known && (known.State.HasMessages || depth == StateDepth.Directory) ? known : null;

    /// <summary>The account as it is in storage now; null: there is none.</summary>
    public async Task<Snapshot?> RefreshAsync(StateDepth depth, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var head = await table.ReadHeadAsync(account, cancellationToken);
            if (head is null or { Log.Removed: true })
            {
                Forget();
                return null;
            }
            if (Confirm(head, depth) is { } known)
                return known;
            if (depth == StateDepth.Directory)
                return Learn(new Snapshot(head.State, head.Log, head.ETag));
            if (await FoldAsync(head, cancellationToken) is { } state)
                return Learn(new Snapshot(state, head.Log, head.ETag));
            // The log does not lead from what we had to this head: the account was made anew, or the rows went into a checkpoint. Start over.
            Forget();
        }
        throw new StoreUnavailableException($"The log of account {account} cannot be read to its end.");
    }

    /// <summary>Takes in a snapshot that was read or committed, and gives the newest one.</summary>
    public Snapshot Learn(Snapshot snapshot)
    {
        lock (gate)
        {
            if (snapshot.State.HasMessages && IsNews(snapshot, loaded))
                loaded = snapshot;
            if (IsNews(snapshot, newest))
                newest = snapshot;
            return snapshot;
        }
    }

    /// <summary>What is known already, if the head says nothing new.</summary>
    private Snapshot? Confirm(HeadRow head, StateDepth depth)
    {
        lock (gate)
        {
            if (newest is null || newest.Log.Start != head.Log.Start || newest.State.ModSeq < head.State.ModSeq)
                return null;
            if (depth == StateDepth.Messages && !newest.State.HasMessages)
                return null;
            // A commit of ours may have overtaken the read; then ours is the newer.
            if (newest.State.ModSeq == head.State.ModSeq)
                newest = newest with { Log = head.Log, ETag = head.ETag };
            return newest;
        }
    }

    /// <summary>The state at that head, from the last one with messages or from the beginning; null: the log has a hole.</summary>
    private async Task<AccountState?> FoldAsync(HeadRow head, CancellationToken cancellationToken)
    {
        var state = StartFor(head);
        await foreach (var e in table.ReadEventsAsync(account, state.ModSeq, head.State.ModSeq, cancellationToken))
        {
            if (e.Logged.First != state.ModSeq + 1)
                return null;
            state = state.Apply(e.Logged);
        }
        return state.ModSeq == head.State.ModSeq ? state : null;
    }

    private AccountState StartFor(HeadRow head)
    {
        lock (gate)
            return loaded is not null && loaded.Log.Start == head.Log.Start && loaded.State.ModSeq <= head.State.ModSeq
                ? loaded.State
                : AccountState.New(account, head.Log.Start);
    }

    private void Forget()
    {
        lock (gate)
            (newest, loaded) = (null, null);
    }

    // An account that was made anew begins above all numbers of the old one, so its snapshots are news by their numbers too.
    private static bool IsNews(Snapshot snapshot, Snapshot? known) =>
        known is null
        || snapshot.State.ModSeq > known.State.ModSeq
        || (snapshot.State.ModSeq == known.State.ModSeq && (snapshot.State.HasMessages || !known.State.HasMessages));
}
