using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;

namespace MailCloud.Jmap.Http;

/// <summary>
/// Holds what accounts have uploaded, and is kept still, to <see cref="JmapLimits.MaxKeptUploads"/>. What comes here is counted here; the store, which knows what
/// other processes took and what has ended, is asked once in a while, and before an upload is refused. So it may be passed by what a few processes take meanwhile.
/// </summary>
internal sealed class UploadBudget(IUploadStore uploads, TimeProvider time)
{
    /// <summary>How long a count is believed.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>How long the store is not asked again, however many uploads are refused.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, (long Octets, DateTimeOffset Counted)> accounts = [];

    /// <summary>Counts octets that are about to come. False: they are too many.</summary>
    public async ValueTask<bool> TryTakeAsync(AccountId account, long octets, CancellationToken cancellationToken)
    {
        if (TryAdd(account, octets) is { } known)
            return known;
        var kept = await uploads.SumAsync(account, cancellationToken);
        lock (gate)
            accounts[account] = (kept, time.GetUtcNow());
        return TryAdd(account, octets) ?? false;
    }

    /// <summary>Takes back what was counted and did not come.</summary>
    public void Return(AccountId account, long octets)
    {
        lock (gate)
            if (accounts.TryGetValue(account, out var known))
                accounts[account] = (Math.Max(0, known.Octets - octets), known.Counted);
    }

    /// <summary>Null: the store has to be asked.</summary>
    private bool? TryAdd(AccountId account, long octets)
    {
        lock (gate)
        {
            if (!accounts.TryGetValue(account, out var known))
                return null;
            var age = time.GetUtcNow() - known.Counted;
            if (known.Octets + octets > JmapLimits.MaxKeptUploads)
                return age < Pause ? false : null;
            if (age >= Fresh)
                return null;
            accounts[account] = (known.Octets + octets, known.Counted);
            return true;
        }
    }
}
