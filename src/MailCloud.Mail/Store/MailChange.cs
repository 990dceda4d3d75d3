using MailCloud.Mail.Quotas;

namespace MailCloud.Mail.Store;

/// <summary>
/// What somebody wants to happen to an account. <see cref="Decide"/> turns it into events against a state; it is pure, since a store calls it again
/// whenever another writer came first.
/// </summary>
public abstract record MailChange
{
    /// <summary>Whether the decision looks at messages; if not, the mailbox directory is enough.</summary>
    public virtual bool NeedsMessages => true;

    /// <summary>A delivery that must not happen twice; null for everything else.</summary>
    public virtual DeliveryKey? DeliveryKey => null;

    /// <summary>How far the change may fill the account.</summary>
    public Allowance Allowance { get; init; }

    /// <summary>Decides against <paramref name="state"/> at the time <paramref name="nowSeconds"/> (seconds since 1970 UTC).</summary>
    public abstract Decision Decide(AccountState state, long nowSeconds);
}
