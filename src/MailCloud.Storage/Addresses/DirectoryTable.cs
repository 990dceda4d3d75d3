using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Store;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Addresses;

/// <summary>A table of rows that are added, found, changed and removed one by one.</summary>
internal sealed class DirectoryTable(StorageClients clients, string name)
{
    /// <summary>Identifies the call that added or changed a row.</summary>
    private const string WrittenBy = "WrittenBy";

    private const int MaxTries = 20;

    private readonly TableClient table = clients.Table(name);

    public async Task<TableEntity?> FindAsync(string partition, string rowKey, CancellationToken cancellationToken)
    {
        var row = await StorageCall.RunAsync(
            cancel => table.GetEntityIfExistsAsync<TableEntity>(partition, rowKey, cancellationToken: cancel),
            cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    /// <summary>False: there is such a row already.</summary>
    public async Task<bool> TryAddAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var call = Guid.NewGuid();
        row[WrittenBy] = call;
        return await StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    await table.AddEntityAsync(row, cancel);
                    return true;
                }
                catch (RequestFailedException e) when (e.Status == 409)
                {
                    // It may be the very row, added by an earlier try whose answer was lost.
                    var there = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, [WrittenBy], cancel);
                    return there.HasValue && there.Value!.GetGuid(WrittenBy) == call;
                }
            },
            cancellationToken
        );
    }

    /// <summary>Changes a row as it is now. False: there is no such row.</summary>
    /// <param name="change">It is asked again when the row was changed by somebody else meanwhile.</param>
    /// <exception cref="StoreUnavailableException">Others changed the row each time.</exception>
    public async Task<bool> TryUpdateAsync(string partition, string rowKey, Action<TableEntity> change, CancellationToken cancellationToken)
    {
        var (call, backoff) = (Guid.NewGuid(), new Backoff());
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await FindAsync(partition, rowKey, cancellationToken) is not { } row)
                return false;
            // An earlier try came through, and its answer did not.
            if (row.GetGuid(WrittenBy) == call)
                return true;
            var read = row.ETag;
            change(row);
            row[WrittenBy] = call;
            if (await TryReplaceAsync(row, read, cancellationToken))
                return true;
            await backoff.WaitAsync(cancellationToken);
        }
        throw new StoreUnavailableException($"The row {rowKey} of {partition} is changed by too many at a time.");
    }

    public Task PutAsync(TableEntity row, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(cancel => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel), cancellationToken);

    /// <summary>False: there was no such row.</summary>
    public async Task<bool> TryRemoveAsync(string partition, string rowKey, CancellationToken cancellationToken)
    {
        // Asked first: whether a deletion found its row is not known when its first answer was lost.
        if (await FindAsync(partition, rowKey, cancellationToken) is null)
            return false;
        await StorageCall.RunAsync(cancel => table.DeleteEntityAsync(partition, rowKey, ETag.All, cancel), cancellationToken);
        return true;
    }

    public Task<List<TableEntity>> ListAsync(string filter, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                var rows = new List<TableEntity>();
                await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
                    rows.Add(row);
                return rows;
            },
            cancellationToken
        );

    private Task<bool> TryReplaceAsync(TableEntity row, ETag read, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                try
                {
                    await table.UpdateEntityAsync(row, read, TableUpdateMode.Replace, cancel);
                    return true;
                }
                catch (RequestFailedException e) when (e.Status is 404 or 412)
                {
                    return false;
                }
            },
            cancellationToken
        );

    /// <summary>Removes the rows that a filter finds in one partition.</summary>
    public Task RemoveAllAsync(string filter, CancellationToken cancellationToken) =>
        EntityGroup.DeleteAllAsync(table, filter, cancellationToken);
}
