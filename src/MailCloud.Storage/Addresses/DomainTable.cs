using System.Collections.Concurrent;
using Azure.Data.Tables;
using MailCloud.Mail.Addresses;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Addresses;

/// <summary>
/// Table <c>domains</c>. Every recipient, sender and log-in asks it, so what it said is remembered for a while; a change through this process is seen by it
/// at once.
/// </summary>
internal sealed class DomainTable(StorageClients clients, TimeProvider time)
{
    /// <summary>How long a domain of ours is believed to be as it was.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    /// <summary>How long a domain is believed to be none of ours: whoever adds one does not wait.</summary>
    public static readonly TimeSpan AbsenceFreshness = TimeSpan.FromSeconds(3);

    /// <summary>Strangers may ask for as many domains as they can make up.</summary>
    private const int MaxKnown = 10_000;

    // A domain's partition has room for more rows about it.
    private const string DomainRow = "domain";

    private readonly DirectoryTable table = new(clients, TableNames.Domains);
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);
    private int changes;

    public async Task<Domain?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (DomainName.Canonicalize(name) is not { } domain)
            return null;
        var asked = time.GetTimestamp();
        if (
            known.TryGetValue(domain, out var last)
            && time.GetElapsedTime(last.At, asked) < (last.Domain is null ? AbsenceFreshness : Freshness)
        )
            return last.Domain;
        var changesBefore = Volatile.Read(ref changes);
        var row = await table.FindAsync(domain, DomainRow, cancellationToken);
        var found = row is null ? null : Decode(row);
        // What was read while it changed here may be what it was before.
        if (changesBefore == Volatile.Read(ref changes))
            Remember(domain, new Known(found, asked));
        return found;
    }

    public async Task<bool> TryAddAsync(Domain domain, CancellationToken cancellationToken)
    {
        var row = new TableEntity(domain.Name, DomainRow);
        RowBody.Set(row, DomainFormat.Encode(domain));
        var isAdded = await table.TryAddAsync(row, cancellationToken);
        Forget(domain.Name);
        return isAdded;
    }

    public async Task<Domain?> UpdateAsync(string name, Func<Domain, Domain> change, CancellationToken cancellationToken)
    {
        if (DomainName.Canonicalize(name) is not { } domain)
            return null;
        Domain? changed = null;
        var isThere = await table.TryUpdateAsync(
            domain,
            DomainRow,
            row =>
            {
                changed = change(Decode(row));
                RowBody.Set(row, DomainFormat.Encode(changed));
            },
            cancellationToken
        );
        Forget(domain);
        return isThere ? changed : null;
    }

    public async Task<bool> TryRemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (DomainName.Canonicalize(name) is not { } domain)
            return false;
        var isRemoved = await table.TryRemoveAsync(domain, DomainRow, cancellationToken);
        Forget(domain);
        return isRemoved;
    }

    public async Task<IEnumerable<Domain>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await table.ListAsync(TableClient.CreateQueryFilter($"RowKey eq {DomainRow}"), cancellationToken);
        return rows.Select(Decode).OrderBy(domain => domain.Name, StringComparer.Ordinal);
    }

    private void Remember(string domain, Known answer)
    {
        if (known.Count >= MaxKnown)
            known.Clear();
        known[domain] = answer;
    }

    private void Forget(string domain)
    {
        Interlocked.Increment(ref changes);
        known.TryRemove(domain, out _);
    }

    // Rows were once without a body: the domain with nothing set.
    private static Domain Decode(TableEntity row) =>
        RowBody.Find(row) is { } body ? DomainFormat.Decode(row.PartitionKey, body) : new Domain(row.PartitionKey);

    private sealed record Known(Domain? Domain, long At);
}
