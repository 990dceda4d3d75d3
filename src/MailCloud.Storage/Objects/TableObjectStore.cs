using System.Collections.Immutable;
using Azure.Data.Tables;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Objects;

/// <summary>
/// Objects in table <c>objects</c>, an account's in one partition: each commit is one transaction, which replaces the head row that it was decided against.
/// Any number of processes may use it; the table alone decides.
/// </summary>
internal sealed class TableObjectStore(ObjectTable table) : IObjectStore
{
    private const int MaxTries = 20;

    public TableObjectStore(StorageClients clients)
        : this(new ObjectTable(clients.Table(TableNames.Objects), clients.TableWithoutRetries(TableNames.Objects))) { }

    public async ValueTask<ObjectCollection> ReadAsync(AccountId account, ObjectKind kind, CancellationToken cancellationToken)
    {
        var (head, rows) = await ReadRowsAsync(
            account,
            kind,
            state => ObjectRows.LivingOrNewer(account, kind, state),
            columns: null,
            cancellationToken
        );
        var objects = rows.Select(row => ObjectRows.Read(kind, row)).OrderBy(row => row.Id, StringComparer.Ordinal);
        return new ObjectCollection(head[kind].State, [.. objects]);
    }

    public async ValueTask<StoredObject?> FindAsync(AccountId account, ObjectKind kind, string id, CancellationToken cancellationToken)
    {
        if (
            !ObjectWrite.IsId(id)
            || await table.FindAsync(account, ObjectRows.KeyOf(kind, id), columns: null, cancellationToken) is not { } row
        )
            return null;
        return ObjectRows.ReadVersion(kind, row).IsRemoved ? null : ObjectRows.Read(kind, row);
    }

    public async ValueTask<ObjectChanges?> ReadChangesAsync(
        AccountId account,
        ObjectKind kind,
        ulong since,
        CancellationToken cancellationToken
    )
    {
        var (head, rows) = await ReadRowsAsync(
            account,
            kind,
            _ => ObjectRows.Newer(account, kind, since),
            ObjectRows.VersionColumns,
            cancellationToken
        );
        var state = head[kind];
        // Who knows of no object misses nothing that was made and removed since.
        if (since > state.State || (since > 0 && since < Math.Max(state.Oldest, head.Start)))
            return null;
        var changed = rows.Select(row => ObjectRows.ReadVersion(kind, row)).OrderBy(row => row.Id, StringComparer.Ordinal).ToList();
        return new ObjectChanges(
            state.State,
            [.. changed.Where(row => !row.IsRemoved && row.Created > since).Select(row => row.Id)],
            [.. changed.Where(row => !row.IsRemoved && row.Created <= since).Select(row => row.Id)],
            [.. changed.Where(row => row.IsRemoved).Select(row => row.Id)]
        );
    }

    public async ValueTask<ImmutableDictionary<ObjectKind, ulong>> ReadStatesAsync(AccountId account, CancellationToken cancellationToken)
    {
        var (head, _) = await table.ReadHeadAsync(account, cancellationToken);
        return head.Kinds.ToImmutableDictionary(kind => new ObjectKind(kind.Key), kind => kind.Value.State);
    }

    public async ValueTask<ulong?> TryCommitAsync(
        AccountId account,
        ObjectKind kind,
        IReadOnlyCollection<ObjectWrite> writes,
        CancellationToken cancellationToken
    )
    {
        ObjectWrite.Check(writes);
        var (commit, backoff) = (Guid.NewGuid(), new Backoff());
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (head, etag) = await table.ReadHeadAsync(account, cancellationToken);
            var there = await ReadVersionsAsync(account, kind, writes, head.Start, cancellationToken);
            if (writes.Any(write => write.Expected is { } expected && expected != ObjectCommit.VersionOf(there, write)))
                return null;
            if (writes.Count == 0)
                return head[kind].State;
            var doomed = await FindDoomedAsync(account, kind, head, writes, cancellationToken);
            var transaction = new ObjectCommit(account, kind, writes, there, doomed).After(head, etag, commit);
            if (await table.TrySubmitAsync(account, transaction, cancellationToken))
                return transaction.After.Counter;
            await backoff.WaitAsync(cancellationToken);
        }
        throw new StoreUnavailableException($"Too many others change the objects of {account} at the same time.");
    }

    public async ValueTask RemoveAllAsync(AccountId account, CancellationToken cancellationToken)
    {
        var (commit, backoff) = (Guid.NewGuid(), new Backoff());
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (head, etag) = await table.ReadHeadAsync(account, cancellationToken);
            // Nothing to remove, but what a removal that was cut short has left.
            if (head.Kinds.IsEmpty || await table.TrySubmitAsync(account, new(head.Emptied(commit), etag, commit, []), cancellationToken))
            {
                if (etag is not null)
                    await table.DeleteAllAsync(account, cancellationToken);
                return;
            }
            await backoff.WaitAsync(cancellationToken);
        }
        throw new StoreUnavailableException($"The objects of {account} change too often to be removed.");
    }

    /// <summary>The head, and rows as they were at its state: a change between the two reads begins them anew.</summary>
    private async Task<(ObjectsHead Head, List<TableEntity> Rows)> ReadRowsAsync(
        AccountId account,
        ObjectKind kind,
        Func<ulong, string> filter,
        string[]? columns,
        CancellationToken cancellationToken
    )
    {
        var backoff = new Backoff();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (head, _) = await table.ReadHeadAsync(account, cancellationToken);
            var state = head[kind].State;
            if (state == 0)
                return (head, []);
            var rows = await table.ListAsync(filter(state), columns, cancellationToken);
            rows.RemoveAll(row => ObjectRows.ReadVersion(kind, row).Changed <= head.Start);
            if (rows.TrueForAll(row => ObjectRows.ReadVersion(kind, row).Changed <= state))
                return (head, rows);
            await backoff.WaitAsync(cancellationToken);
        }
        throw new StoreUnavailableException($"The objects of {account} change too often to be read.");
    }

    /// <summary>What there is under the ids that are to be written.</summary>
    private async Task<Dictionary<string, ObjectVersion>> ReadVersionsAsync(
        AccountId account,
        ObjectKind kind,
        IReadOnlyCollection<ObjectWrite> writes,
        ulong start,
        CancellationToken cancellationToken
    )
    {
        var rows = await Task.WhenAll(
            writes.Select(write => table.FindAsync(account, ObjectRows.KeyOf(kind, write.Id), ObjectRows.VersionColumns, cancellationToken))
        );
        return rows.OfType<TableEntity>()
            .Select(row => ObjectRows.ReadVersion(kind, row))
            .Where(row => row.Changed > start)
            .ToDictionary(row => row.Id, StringComparer.Ordinal);
    }

    /// <summary>The oldest rows of removed objects, when there are more than are to be kept.</summary>
    private async Task<ImmutableArray<ObjectVersion>> FindDoomedAsync(
        AccountId account,
        ObjectKind kind,
        ObjectsHead head,
        IReadOnlyCollection<ObjectWrite> writes,
        CancellationToken cancellationToken
    )
    {
        if (head[kind].Removed <= ObjectLimits.RemovalsKept)
            return [];
        var rows = await table.ListAsync(ObjectRows.OfRemoved(account, kind), ObjectRows.VersionColumns, cancellationToken);
        var written = writes.Select(write => write.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. rows.Select(row => ObjectRows.ReadVersion(kind, row))
                .Where(row => row.Changed > head.Start && !written.Contains(row.Id))
                .OrderBy(row => row.Changed)
                .Take(EntityGroup.MaxRows - 1 - writes.Count),
        ];
    }
}
