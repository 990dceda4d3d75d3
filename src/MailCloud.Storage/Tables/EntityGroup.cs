using Azure;
using Azure.Data.Tables;

namespace MailCloud.Storage.Tables;

/// <summary>Rows of one partition that change together: an entity-group transaction.</summary>
internal static class EntityGroup
{
    /// <summary>The most rows in one.</summary>
    public const int MaxRows = 100;

    /// <summary>
    /// The most octets of bodies in one. A transaction may have 4 MiB as it travels, and bodies travel in base64.
    /// </summary>
    public const int MaxBodyOctets = 5 * 512 * 1024;

    /// <exception cref="InvalidOperationException">
    /// The actions are no group. The emulator takes some of those that the service refuses, so it is checked here.
    /// </exception>
    public static Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        TableClient table,
        IReadOnlyList<TableTransactionAction> actions,
        CancellationToken cancellationToken
    )
    {
        if (actions.Count is 0 or > MaxRows)
            throw new InvalidOperationException($"A transaction has 1 to {MaxRows} rows, not {actions.Count}.");
        var partition = actions[0].Entity.PartitionKey;
        if (!actions.All(action => string.Equals(action.Entity.PartitionKey, partition, StringComparison.Ordinal)))
            throw new InvalidOperationException("A transaction stays in one partition.");
        if (actions.DistinctBy(action => action.Entity.RowKey, StringComparer.Ordinal).Count() != actions.Count)
            throw new InvalidOperationException("A transaction names each row once.");
        return table.SubmitTransactionAsync(actions, cancellationToken);
    }

    /// <summary>Deletes the rows that a filter finds, in one partition; those that somebody else deletes meanwhile are no matter.</summary>
    public static async Task DeleteAllAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        var rows = table.QueryAsync<TableEntity>(filter, MaxRows, ["PartitionKey", "RowKey"], cancellationToken);
        await using var pages = rows.AsPages().GetAsyncEnumerator(cancellationToken);
        while (await StorageCall.RunAsync(_ => pages.MoveNextAsync().AsTask(), cancellationToken))
        {
            var actions = pages.Current.Values.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All));
            if (actions.ToList() is { Count: > 0 } group)
                await StorageCall.RunAsync(cancel => DeleteAsync(table, group, cancel), cancellationToken);
        }
    }

    private static async Task DeleteAsync(TableClient table, List<TableTransactionAction> group, CancellationToken cancellationToken)
    {
        try
        {
            await SubmitAsync(table, group, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // One of them is gone already, perhaps by this very request whose answer was lost: the others one by one.
            foreach (var action in group)
                await table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, ETag.All, cancellationToken);
        }
    }
}
