using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Store;

namespace MailCloud.Testing;

/// <summary>Another directory as it is; a test overrides the look-ups that it wants to be different.</summary>
public abstract class DirectoryDecorator(IDirectory directory) : IDirectory
{
    public virtual ValueTask<Domain?> FindDomainAsync(string name, CancellationToken cancellationToken) =>
        directory.FindDomainAsync(name, cancellationToken);

    public ValueTask<bool> AddDomainAsync(Domain domain, CancellationToken cancellationToken) =>
        directory.AddDomainAsync(domain, cancellationToken);

    public ValueTask<Domain?> UpdateDomainAsync(string name, Func<Domain, Domain> change, CancellationToken cancellationToken) =>
        directory.UpdateDomainAsync(name, change, cancellationToken);

    public ValueTask<bool> RemoveDomainAsync(string name, CancellationToken cancellationToken) =>
        directory.RemoveDomainAsync(name, cancellationToken);

    public IAsyncEnumerable<Domain> ListDomainsAsync(CancellationToken cancellationToken) => directory.ListDomainsAsync(cancellationToken);

    public virtual ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken) =>
        directory.FindAsync(address, cancellationToken);

    public ValueTask<bool> AddAsync(AddressEntry entry, CancellationToken cancellationToken) =>
        directory.AddAsync(entry, cancellationToken);

    public ValueTask<bool> RemoveAsync(Address address, CancellationToken cancellationToken) =>
        directory.RemoveAsync(address, cancellationToken);

    public IAsyncEnumerable<AddressEntry> ListAsync(string domain, CancellationToken cancellationToken) =>
        directory.ListAsync(domain, cancellationToken);

    public virtual ValueTask<ImmutableArray<Credential>> FindCredentialsAsync(AccountId account, CancellationToken cancellationToken) =>
        directory.FindCredentialsAsync(account, cancellationToken);

    public virtual ValueTask SetCredentialAsync(AccountId account, Credential credential, CancellationToken cancellationToken) =>
        directory.SetCredentialAsync(account, credential, cancellationToken);

    public ValueTask<bool> RemoveCredentialAsync(AccountId account, string name, CancellationToken cancellationToken) =>
        directory.RemoveCredentialAsync(account, name, cancellationToken);

    public ValueTask<LegacySecret?> FindLegacySecretAsync(AccountId account, CancellationToken cancellationToken) =>
        directory.FindLegacySecretAsync(account, cancellationToken);

    public ValueTask SetLegacySecretAsync(AccountId account, LegacySecret secret, CancellationToken cancellationToken) =>
        directory.SetLegacySecretAsync(account, secret, cancellationToken);

    public ValueTask<bool> RemoveLegacySecretAsync(AccountId account, CancellationToken cancellationToken) =>
        directory.RemoveLegacySecretAsync(account, cancellationToken);

    public ValueTask RemoveCredentialsAsync(AccountId account, CancellationToken cancellationToken) =>
        directory.RemoveCredentialsAsync(account, cancellationToken);

    public virtual ValueTask<ImmutableArray<byte>> GetDecoyKeyAsync(CancellationToken cancellationToken) =>
        directory.GetDecoyKeyAsync(cancellationToken);
}
