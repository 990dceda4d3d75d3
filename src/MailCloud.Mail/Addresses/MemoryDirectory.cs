using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Addresses;

/// <summary>The directory in memory; the contract tests hold it and the Table Storage one to the same behaviour.</summary>
public sealed class MemoryDirectory : IDirectory
{
    private readonly ConcurrentDictionary<string, Domain> domains = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Address, AddressEntry> entries = new();
    private readonly ConcurrentDictionary<(AccountId Account, string Name), Credential> credentials = new();
    private readonly ConcurrentDictionary<AccountId, LegacySecret> legacySecrets = new();
    private readonly ImmutableArray<byte> decoyKey = [.. RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)];

    public ValueTask<Domain?> FindDomainAsync(string name, CancellationToken cancellationToken) =>
        new(domains.GetValueOrDefault(Key(name)));

    public ValueTask<bool> AddDomainAsync(Domain domain, CancellationToken cancellationToken) => new(domains.TryAdd(domain.Name, domain));

    public ValueTask<Domain?> UpdateDomainAsync(string name, Func<Domain, Domain> change, CancellationToken cancellationToken)
    {
        while (domains.TryGetValue(Key(name), out var present))
        {
            var changed = change(present);
            if (domains.TryUpdate(present.Name, changed, present))
                return new(changed);
        }
        return new((Domain?)null);
    }

    public ValueTask<bool> RemoveDomainAsync(string name, CancellationToken cancellationToken) => new(domains.TryRemove(Key(name), out _));

    public async IAsyncEnumerable<Domain> ListDomainsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var domain in domains.Values.OrderBy(domain => domain.Name, StringComparer.Ordinal))
            yield return domain;
    }

    public ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken) =>
        new(entries.GetValueOrDefault(address));

    public ValueTask<bool> AddAsync(AddressEntry entry, CancellationToken cancellationToken) => new(entries.TryAdd(entry.Address, entry));

    public ValueTask<bool> RemoveAsync(Address address, CancellationToken cancellationToken) => new(entries.TryRemove(address, out _));

    public async IAsyncEnumerable<AddressEntry> ListAsync(string domain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var entry in entries.Values.OrderBy(entry => entry.Address.LocalPart.ToLowerInvariant(), StringComparer.Ordinal))
            if (string.Equals(entry.Address.CanonicalDomain, Key(domain), StringComparison.Ordinal))
                yield return entry;
    }

    public ValueTask<ImmutableArray<Credential>> FindCredentialsAsync(AccountId account, CancellationToken cancellationToken) =>
        new([.. credentials.Where(pair => pair.Key.Account == account).Select(pair => pair.Value)]);

    public ValueTask SetCredentialAsync(AccountId account, Credential credential, CancellationToken cancellationToken)
    {
        credentials[(account, credential.Name)] = credential;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RemoveCredentialAsync(AccountId account, string name, CancellationToken cancellationToken) =>
        new(credentials.TryRemove((account, name), out _));

    public ValueTask<LegacySecret?> FindLegacySecretAsync(AccountId account, CancellationToken cancellationToken) =>
        new(legacySecrets.GetValueOrDefault(account));

    public ValueTask SetLegacySecretAsync(AccountId account, LegacySecret secret, CancellationToken cancellationToken)
    {
        legacySecrets[account] = secret;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RemoveLegacySecretAsync(AccountId account, CancellationToken cancellationToken) =>
        new(legacySecrets.TryRemove(account, out _));

    public ValueTask RemoveCredentialsAsync(AccountId account, CancellationToken cancellationToken)
    {
        legacySecrets.TryRemove(account, out _);
        foreach (var key in credentials.Keys.Where(key => key.Account == account))
            credentials.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<byte>> GetDecoyKeyAsync(CancellationToken cancellationToken) => new(decoyKey);

    private static string Key(string domain) => DomainName.Canonicalize(domain) ?? domain;
}
