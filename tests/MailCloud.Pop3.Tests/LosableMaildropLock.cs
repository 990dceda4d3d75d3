using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Store;

namespace MailCloud.Pop3.Tests;

/// <summary>A lock whose leases are lost when a test says so.</summary>
internal sealed class LosableMaildropLock : IMaildropLock
{
    private readonly MemoryMaildropLock maildrops = new();

    /// <summary>Whether the sessions have lost their maildrops to others.</summary>
    public bool IsLost { get; set; }

    /// <summary>What asking for a lease throws; null: nothing.</summary>
    public Exception? OnConfirm { get; set; }

    public async ValueTask<IMaildropLease?> TryTakeAsync(AccountId account, CancellationToken cancellationToken) =>
        await maildrops.TryTakeAsync(account, cancellationToken) is { } lease ? new LosableLease(this, lease) : null;

    private sealed class LosableLease(LosableMaildropLock owner, IMaildropLease lease) : IMaildropLease
    {
        public async ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken)
        {
            if (owner.OnConfirm is { } fault)
                throw fault;
            return !owner.IsLost && await lease.ConfirmAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => lease.DisposeAsync();
    }
}
