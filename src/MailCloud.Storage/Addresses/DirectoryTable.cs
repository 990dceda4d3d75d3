using Azure;
using Azure.Data.Tables;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Addresses;

/// <summary>A table of rows that are added, found and removed one by one.</summary>
internal sealed class DirectoryTable(StorageClients clients, string name)
{
    /// <summary>Identifies the call that added a row.</summary>
    private const string AddedBy = "AddedBy";

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
        row[AddedBy] = call;
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
                    var there = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, [AddedBy], cancel);
                    return there.HasValue && there.Value!.GetGuid(AddedBy) == call;
                }
            },
            cancellationToken
        );
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

    /// <summary>Removes the rows that a filter finds in one partition.</summary>
    public Task RemoveAllAsync(string filter, CancellationToken cancellationToken) =>
        EntityGroup.DeleteAllAsync(table, filter, cancellationToken);
}
