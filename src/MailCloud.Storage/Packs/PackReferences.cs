using Azure;
using Azure.Data.Tables;
using MailCloud.Mail.Store;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Packs;

/// <summary>
/// Table <c>refs</c>: PartitionKey pack, RowKey <c>{account}-{offset}</c>: "this account holds the message at this offset of the pack". A pack is kept
/// while it has rows here.
/// </summary>
internal sealed class PackReferences(TableClient table)
{
    public async Task AddAsync(PackId pack, IReadOnlyCollection<PackReference> references, CancellationToken cancellationToken)
    {
        // Upserts, so that repeating them is harmless.
        var actions = references
            .Distinct()
            .Select(reference => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace,
                new TableEntity(pack.ToString(), RowKey(reference))
            ));
        foreach (var group in actions.Chunk(EntityGroup.MaxRows))
            await StorageCall.RunAsync(cancel => EntityGroup.SubmitAsync(table, group, cancel), cancellationToken);
    }

    /// <summary>Takes one back; harmless if it is not there.</summary>
    public Task RemoveAsync(PackId pack, PackReference reference, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(cancel => table.DeleteEntityAsync(pack.ToString(), RowKey(reference), ETag.All, cancel), cancellationToken);

    private static string RowKey(PackReference reference) => $"{KeyEncoding.Encode(reference.Account.Value)}-{reference.Offset:D}";
}
