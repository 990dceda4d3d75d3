using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Quotas;

/// <summary>Which limits hold for an account: its own, else its domain's, each limit for itself; and who may set them.</summary>
/// <param name="directory">Null: no domain sets any.</param>
public sealed class QuotaPolicy(IDirectory? directory)
{
    /// <summary>No domain sets limits, and nobody may set any over the network.</summary>
    public static readonly QuotaPolicy None = new(null);

    /// <summary>The limits that an account has if it has none of its own. They may be half a minute old.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<Quota> InheritedAsync(AccountId account, CancellationToken cancellationToken) =>
        await DomainOfAsync(account, cancellationToken) is { } domain ? domain.Quota : Quota.Unset;

    /// <summary>The limits that hold for an account.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<Quota> LimitsOfAsync(AccountState account, CancellationToken cancellationToken) =>
        account.Quota.Or(await InheritedAsync(account.Account, cancellationToken)).Limits;

    /// <summary>Whether an account administers its domain's accounts.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<bool> IsAdministratorAsync(AccountId account, CancellationToken cancellationToken) =>
        Address.TryParse(account.Value, out var address)
        && await DomainOfAsync(account, cancellationToken) is { } domain
        && domain.Administrators.Contains(address);

    private async ValueTask<Domain?> DomainOfAsync(AccountId account, CancellationToken cancellationToken) =>
        directory is not null && Address.TryParse(account.Value, out var address)
            ? await directory.FindDomainAsync(address.CanonicalDomain, cancellationToken)
            : null;
}
