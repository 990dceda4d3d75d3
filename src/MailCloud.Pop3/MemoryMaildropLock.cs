using System.Collections.Concurrent;
using MailCloud.Mail.Store;

namespace MailCloud.Pop3;

/// <summary>The lock among the sessions of one process.</summary>
public sealed class MemoryMaildropLock : IMaildropLock
{
    private readonly ConcurrentDictionary<AccountId, Holder> holders = new();

    public ValueTask<IAsyncDisposable?> TryTakeAsync(AccountId account, CancellationToken cancellationToken)
    {
        var holder = new Holder(this, account);
        return new(holders.TryAdd(account, holder) ? holder : null);
    }

    private sealed class Holder(MemoryMaildropLock owner, AccountId account) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            // Only what is this holder's: it may be disposed twice, with another one in between.
            owner.holders.TryRemove(new(account, this));
            return ValueTask.CompletedTask;
        }
    }
}
