using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Cloud;

/// <summary>The first account of a domain, without which nobody could read the mail that every domain gets.</summary>
internal sealed class FirstMailbox(Accounts accounts)
{
    /// <returns>Its password, which is kept nowhere; null: the domain has accounts already.</returns>
    public async Task<string?> EnsureAsync(Address address, CancellationToken cancel)
    {
        if (await HasAccountsAsync(address.CanonicalDomain, cancel))
            return null;
        var password = Passwords.Generate();
        return await accounts.AddAsync(address, password, cancel) ? password : null;
    }

    public async Task<bool> HasAccountsAsync(string domain, CancellationToken cancel) =>
        await accounts.ListAsync(domain, cancel).OfType<AccountAddress>().AnyAsync(cancel);
}
