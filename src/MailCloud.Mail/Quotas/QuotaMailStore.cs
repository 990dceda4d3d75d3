using MailCloud.Mail.Store;

namespace MailCloud.Mail.Quotas;

/// <summary>
/// A store that commits no change by which an account would pass its quota. The account's own limits are part of its state and the usage is, too, so that the
/// decision is as atomic as the commit: of two writers who fill an account together, the one that comes second decides again.
/// </summary>
public sealed class QuotaMailStore(IMailStore store, QuotaPolicy policy) : MailStoreDecorator(store)
{
    public override async ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken)
    {
        if (change.Allowance is Allowance.Boundless)
            return await base.CommitAsync(account, change, cancellationToken);
        var inherited = await policy.InheritedAsync(account, cancellationToken);
        return await base.CommitAsync(account, new LimitedChange(change, inherited), cancellationToken);
    }

    /// <summary>A change that is refused where it would fill the account too far.</summary>
    /// <param name="Inherited">The limits where the account has none of its own.</param>
    private sealed record LimitedChange(MailChange Change, Quota Inherited) : MailChange
    {
        public override bool NeedsMessages => Change.NeedsMessages;

        public override DeliveryKey? DeliveryKey => Change.DeliveryKey;

        public override Decision Decide(AccountState state, long nowSeconds)
        {
            var decision = Change.Decide(state, nowSeconds);
            if (decision.Refusal is not null || Growth.Of(decision.Events, state) is not { } growth)
                return decision;
            var limits = state.Quota.Or(Inherited).Limits;
            return limits.Admits(Usage.Of(state.Directory), growth, Change.Allowance) ? decision : Refusal.OverQuota;
        }
    }
}
