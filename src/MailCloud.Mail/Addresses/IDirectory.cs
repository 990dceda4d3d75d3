using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Addresses;

/// <summary>What an address of ours leads to.</summary>
public abstract record AddressEntry(Address Address);

/// <summary>The address is an account's; its primary one if <see cref="Account"/> is named after it.</summary>
public sealed record AccountAddress(Address Address, AccountId Account) : AddressEntry(Address);

/// <summary>The address stands for others, one (an alias) or several (a group).</summary>
public sealed record AliasAddress(Address Address, ImmutableArray<Address> Targets) : AddressEntry(Address);

/// <summary>A domain that this service is responsible for. The name is lower case.</summary>
public sealed record Domain(string Name);

/// <summary>
/// Domains, addresses and credentials: what the service knows of who is here. A catch-all is the entry of the local part <c>*</c>.
/// Every method may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IDirectory
{
    /// <summary>The local part whose entry takes the mail of all unknown ones of its domain.</summary>
    const string CatchAll = "*";

    ValueTask<bool> IsLocalDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>False: the domain was there already.</summary>
    ValueTask<bool> AddDomainAsync(Domain domain, CancellationToken cancellationToken);

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

    /// <summary>Removes all credentials of an account.</summary>
    ValueTask RemoveCredentialsAsync(AccountId account, CancellationToken cancellationToken);
}
