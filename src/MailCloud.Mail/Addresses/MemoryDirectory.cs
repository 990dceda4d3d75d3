using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Addresses;

/// <summary>The directory in memory; the contract tests hold it and the Table Storage one to the same behaviour.</summary>
public sealed class MemoryDirectory : IDirectory
{
    private readonly ConcurrentDictionary<string, Domain> domains = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Address, AddressEntry> entries = new();
    private readonly ConcurrentDictionary<(AccountId Account, string Name), Credential> credentials = new();

    public ValueTask<bool> IsLocalDomainAsync(string domain, CancellationToken cancellationToken) => new(domains.ContainsKey(domain));

    public ValueTask<bool> AddDomainAsync(Domain domain, CancellationToken cancellationToken) => new(domains.TryAdd(domain.Name, domain));

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
            if (string.Equals(entry.Address.Domain, domain, StringComparison.OrdinalIgnoreCase))
                yield return entry;
    }

    public ValueTask<ImmutableArray<Credential>> FindCredentialsAsync(AccountId account, CancellationToken cancellationToken) =>
        new([.. credentials.Where(pair => pair.Key.Account == account).Select(pair => pair.Value)]);

    public ValueTask SetCredentialAsync(AccountId account, Credential credential, CancellationToken cancellationToken)
    {
        credentials[(account, credential.Name)] = credential;
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveCredentialsAsync(AccountId account, CancellationToken cancellationToken)
    {
        foreach (var key in credentials.Keys.Where(key => key.Account == account))
            credentials.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }
}
