using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure.Data.Tables;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Authentication.Legacy;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Addresses;

/// <summary>The directory in tables <c>domains</c>, <c>addresses</c> and <c>credentials</c>.</summary>
internal sealed class TableDirectory(StorageClients clients, TimeProvider time) : IDirectory
{
    // In table `credentials`; no account's, since those have an `@`.
    private const string DecoyPartition = "decoy";
    private const string DecoyRow = "key";
    private const string LegacyRow = "md5";

    private readonly DomainTable domains = new(clients, time);
    private readonly DirectoryTable addresses = new(clients, TableNames.Addresses);
    private readonly DirectoryTable credentials = new(clients, TableNames.Credentials);

    public async ValueTask<Domain?> FindDomainAsync(string name, CancellationToken cancellationToken) =>
        await domains.FindAsync(name, cancellationToken);

    public async ValueTask<bool> AddDomainAsync(Domain domain, CancellationToken cancellationToken) =>
        await domains.TryAddAsync(domain, cancellationToken);

    public async ValueTask<Domain?> UpdateDomainAsync(string name, Func<Domain, Domain> change, CancellationToken cancellationToken) =>
        await domains.UpdateAsync(name, change, cancellationToken);

    public async ValueTask<bool> RemoveDomainAsync(string name, CancellationToken cancellationToken) =>
        await domains.TryRemoveAsync(name, cancellationToken);

    public async IAsyncEnumerable<Domain> ListDomainsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var domain in await domains.ListAsync(cancellationToken))
            yield return domain;
    }

    public async ValueTask<AddressEntry?> FindAsync(Address address, CancellationToken cancellationToken) =>
        await addresses.FindAsync(KeyEncoding.Encode(address.CanonicalDomain), LocalPartKey(address), cancellationToken) is { } row
            ? AddressRowFormat.Decode(RowBody.Get(row))
            : null;

    public async ValueTask<bool> AddAsync(AddressEntry entry, CancellationToken cancellationToken)
    {
        var row = new TableEntity(KeyEncoding.Encode(entry.Address.CanonicalDomain), LocalPartKey(entry.Address));
        RowBody.Set(row, AddressRowFormat.Encode(entry));
        return await addresses.TryAddAsync(row, cancellationToken);
    }

    public async ValueTask<bool> RemoveAsync(Address address, CancellationToken cancellationToken) =>
        await addresses.TryRemoveAsync(KeyEncoding.Encode(address.CanonicalDomain), LocalPartKey(address), cancellationToken);

    public async IAsyncEnumerable<AddressEntry> ListAsync(string domain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await addresses.ListAsync(TableClient.CreateQueryFilter($"PartitionKey eq {DomainKey(domain)}"), cancellationToken);
        // Encoded keys have another order than names.
        foreach (var row in rows.OrderBy(row => KeyEncoding.Decode(row.RowKey), StringComparer.Ordinal))
            yield return AddressRowFormat.Decode(RowBody.Get(row));
    }

    public async ValueTask<ImmutableArray<Credential>> FindCredentialsAsync(AccountId account, CancellationToken cancellationToken)
    {
        var rows = await credentials.ListAsync(OfAccount(account), cancellationToken);
        return [.. rows.Select(row => CredentialFormat.Decode(RowBody.Get(row)))];
    }

    public async ValueTask SetCredentialAsync(AccountId account, Credential credential, CancellationToken cancellationToken)
    {
        var row = new TableEntity(KeyEncoding.Encode(account.Value), KeyEncoding.Encode(credential.Name));
        RowBody.Set(row, CredentialFormat.Encode(credential));
        await credentials.PutAsync(row, cancellationToken);
    }

    public async ValueTask<bool> RemoveCredentialAsync(AccountId account, string name, CancellationToken cancellationToken) =>
        await credentials.TryRemoveAsync(KeyEncoding.Encode(account.Value), KeyEncoding.Encode(name), cancellationToken);

    public async ValueTask<LegacySecret?> FindLegacySecretAsync(AccountId account, CancellationToken cancellationToken) =>
        await credentials.FindAsync(LegacyPartition(account), LegacyRow, cancellationToken) is { } row
            ? LegacySecretFormat.Decode(RowBody.Get(row))
            : null;

    public async ValueTask SetLegacySecretAsync(AccountId account, LegacySecret secret, CancellationToken cancellationToken)
    {
        var row = new TableEntity(LegacyPartition(account), LegacyRow);
        RowBody.Set(row, LegacySecretFormat.Encode(secret));
        await credentials.PutAsync(row, cancellationToken);
    }

    public async ValueTask<bool> RemoveLegacySecretAsync(AccountId account, CancellationToken cancellationToken) =>
        await credentials.TryRemoveAsync(LegacyPartition(account), LegacyRow, cancellationToken);

    public async ValueTask RemoveCredentialsAsync(AccountId account, CancellationToken cancellationToken)
    {
        await RemoveLegacySecretAsync(account, cancellationToken);
        await credentials.RemoveAllAsync(OfAccount(account), cancellationToken);
    }

    public async ValueTask<ImmutableArray<byte>> GetDecoyKeyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await credentials.FindAsync(DecoyPartition, DecoyRow, cancellationToken) is { } row)
                return CredentialFormat.DecodeDecoyKey(RowBody.Get(row));
            // Of processes that make one at the same time the first wins, and the others read its.
            var made = new TableEntity(DecoyPartition, DecoyRow);
            RowBody.Set(made, CredentialFormat.EncodeDecoyKey([.. RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)]));
            await credentials.TryAddAsync(made, cancellationToken);
        }
    }

    // Apart from the verifiers: who may read those need not be able to read these.
    private static string LegacyPartition(AccountId account) => KeyEncoding.Encode($"legacy:{account.Value}");

    private static string OfAccount(AccountId account) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {KeyEncoding.Encode(account.Value)}");

    private static string DomainKey(string domain) => KeyEncoding.Encode(DomainName.Canonicalize(domain) ?? domain);

    private static string LocalPartKey(Address address) => KeyEncoding.Encode(address.LocalPart.ToLowerInvariant());
}
