using System.Collections.Concurrent;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Maildrops;

/// <summary>The lock among the sessions of one process: what is taken is held until it is given back.</summary>
public sealed class MemoryMaildropLock : IMaildropLock
{
    private readonly ConcurrentDictionary<AccountId, Lease> leases = new();

    public ValueTask<IMaildropLease?> TryTakeAsync(AccountId account, CancellationToken cancellationToken)
    {
        var lease = new Lease(this, account);
        return new(leases.TryAdd(account, lease) ? lease : null);
    }

    private sealed class Lease(MemoryMaildropLock owner, AccountId account) : IMaildropLease
    {
        public ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken) =>
            new(owner.leases.TryGetValue(account, out var holder) && holder == this);

        public ValueTask DisposeAsync()
        {
            // Only what is this session's: it may be disposed twice, with another one in between.
            owner.leases.TryRemove(new(account, this));
            return ValueTask.CompletedTask;
        }
    }
}
