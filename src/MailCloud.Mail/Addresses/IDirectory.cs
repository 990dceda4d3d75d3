using System.Collections.Immutable;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Addresses;

/// <summary>What an address of ours leads to.</summary>
public abstract record AddressEntry(Address Address);

/// <summary>The address is an account's; its primary one if <see cref="Account"/> is named after it.</summary>
public sealed record AccountAddress(Address Address, AccountId Account) : AddressEntry(Address);

/// <summary>The address stands for others, one (an alias) or several (a group).</summary>
public sealed record AliasAddress(Address Address, ImmutableArray<Address> Targets) : AddressEntry(Address);

/// <summary>
/// Domains, addresses and credentials: what the service knows of who is here. A catch-all is the entry of the local part <c>*</c>.
/// Every method may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IDirectory
{
    /// <summary>The local part whose entry takes the mail of all unknown ones of its domain.</summary>
    const string CatchAll = "*";

    /// <summary>
    /// The domain of that name, however it is spelled; null: it is none of ours. The answer may be half a minute old where another process changed it.
    /// </summary>
    ValueTask<Domain?> FindDomainAsync(string name, CancellationToken cancellationToken);

    /// <summary>False: the domain was there already.</summary>
    ValueTask<bool> AddDomainAsync(Domain domain, CancellationToken cancellationToken);

    /// <summary>Changes what is set for a domain, as it is now and not as it was read before.</summary>
    /// <param name="change">
    /// Gives the new domain for the present one. It is asked again when somebody else was faster, or it may be that its first answer was written: so it sets what is to be, and counts nothing.
    /// </param>
    /// <returns>The domain as it is now; null: it is none of ours.</returns>
    ValueTask<Domain?> UpdateDomainAsync(string name, Func<Domain, Domain> change, CancellationToken cancellationToken);

    /// <summary>Removes the domain, and none of its addresses: they are not looked at while it is away. False: it is none of ours.</summary>
    ValueTask<bool> RemoveDomainAsync(string name, CancellationToken cancellationToken);

    /// <summary>All domains, ordered by name.</summary>
    IAsyncEnumerable<Domain> ListDomainsAsync(CancellationToken cancellationToken);

    /// <summary>The entry of exactly this address; null: none.</summary>
    ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken);

    /// <summary>False: the address is taken.</summary>
    ValueTask<bool> AddAsync(AddressEntry entry, CancellationToken cancellationToken);

    /// <summary>False: there was no such entry.</summary>
    ValueTask<bool> RemoveAsync(Address address, CancellationToken cancellationToken);

    /// <summary>All entries of a domain, ordered by local part.</summary>
    IAsyncEnumerable<AddressEntry> ListAsync(string domain, CancellationToken cancellationToken);

    /// <summary>The verifiers of an account: its password and its app passwords.</summary>
    ValueTask<ImmutableArray<Authentication.Credential>> FindCredentialsAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Adds a credential, or replaces the one of that name.</summary>
    ValueTask SetCredentialAsync(AccountId account, Authentication.Credential credential, CancellationToken cancellationToken);

    /// <summary>Removes one credential. False: there was none of that name.</summary>
    ValueTask<bool> RemoveCredentialAsync(AccountId account, string name, CancellationToken cancellationToken);

    /// <summary>What CRAM-MD5 and DIGEST-MD5 need of an account's password; null: nothing is kept.</summary>
    ValueTask<LegacySecret?> FindLegacySecretAsync(AccountId account, CancellationToken cancellationToken);

    ValueTask SetLegacySecretAsync(AccountId account, LegacySecret secret, CancellationToken cancellationToken);

    /// <summary>False: nothing was kept.</summary>
    ValueTask<bool> RemoveLegacySecretAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Removes all credentials of an account, its legacy secret included.</summary>
    ValueTask RemoveCredentialsAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>
    /// The secret from which salts for unknown names are made, so that they look like those of accounts: made when it is first asked for, and from then on
    /// the same for every process.
    /// </summary>
    ValueTask<ImmutableArray<byte>> GetDecoyKeyAsync(CancellationToken cancellationToken);
}

/// <summary>What is asked of directories in other words.</summary>
public static class DirectoryExtensions
{
    extension(IDirectory directory)
    {
        /// <summary>Whether mail for the domain is for us.</summary>
        public async ValueTask<bool> IsLocalDomainAsync(string name, CancellationToken cancellationToken) =>
            await directory.FindDomainAsync(name, cancellationToken) is not null;
    }
}
