using MailCloud.Mail.Store;

namespace MailCloud.Storage.Changes;

/// <summary>Those who wait in this process for accounts to change.</summary>
internal sealed class ChangeWaiters
{
    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, List<Waiter>> waiters = [];

    /// <summary>The accounts that somebody waits for.</summary>
    public IReadOnlyCollection<AccountId> Accounts
    {
        get
        {
            lock (gate)
                return [.. waiters.Keys];
        }
    }

    /// <summary>Begins to wait for numbers above <paramref name="known"/>; dispose it to stop.</summary>
    public Waiter Add(AccountId account, ModSeq known)
    {
        var waiter = new Waiter(this, account, known);
        lock (gate)
        {
            if (!waiters.TryGetValue(account, out var others))
                waiters[account] = others = [];
            others.Add(waiter);
        }
        return waiter;
    }

    /// <summary>Tells that the account is at <paramref name="modSeq"/>.</summary>
    public void Announce(AccountId account, ModSeq modSeq)
    {
        lock (gate)
            if (waiters.TryGetValue(account, out var those))
                foreach (var waiter in those)
                    waiter.Tell(modSeq);
    }

    private void Remove(Waiter waiter)
    {
        lock (gate)
            if (waiters.TryGetValue(waiter.Account, out var others) && others.Remove(waiter) && others.Count == 0)
                waiters.Remove(waiter.Account);
    }

    internal sealed class Waiter(ChangeWaiters owner, AccountId account, ModSeq known) : IDisposable
    {
        // Whoever waits must not run inside the lock.
        private readonly TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AccountId Account { get; } = account;

        public Task Changed => changed.Task;

        public void Tell(ModSeq modSeq)
        {
            if (modSeq > known)
                changed.TrySetResult();
        }

        public void Dispose() => owner.Remove(this);
    }
}
