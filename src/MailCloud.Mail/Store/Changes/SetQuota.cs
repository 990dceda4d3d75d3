using MailCloud.Mail.Quotas;

namespace MailCloud.Mail.Store.Changes;

/// <summary>Sets an account's own limits (RFC 9208 §4.1.3). An account that holds more than it may now keeps all of it, and takes nothing new.</summary>
public sealed record SetQuota(Quota Quota) : MailChange
{
    public override bool NeedsMessages => false;

    public override Decision Decide(AccountState state, long nowSeconds) =>
        state.Quota == Quota ? Decision.Nothing : Decision.Commit(new QuotaChanged(Quota));
}
