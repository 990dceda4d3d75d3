using Azure.Data.Tables;
using MailCloud.Mail.Greylisting;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.Greylisting;

/// <summary>Table <c>greylist</c>: a row for each client network, in one of 256 partitions by the beginning of its hash.</summary>
internal sealed class TableGreylist(TableClient table) : IGreylist
{
    private const int Partitions = 256;
    private const string Due = "Due";

    // As often as the timer that prunes.
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(5);

    public async ValueTask<GreylistClient> FindAsync(string network, CancellationToken cancellationToken)
    {
        var row = await StorageCall.RunAsync(
            cancel => table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(network), network, cancellationToken: cancel),
            cancellationToken
        );
        return row is { HasValue: true, Value: { } found }
            ? GreylistFormat.Decode(RowBody.Get(found), found.GetDateTimeOffset(Due) ?? DateTimeOffset.MinValue)
            : GreylistClient.Unknown;
    }

    public async ValueTask SetAsync(string network, GreylistClient client, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(network), network) { [Due] = client.Due };
        RowBody.Set(row, GreylistFormat.Encode(client));
        await StorageCall.RunAsync(cancel => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel), cancellationToken);
    }

    public async ValueTask PruneAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partition = $"{now.Ticks / Turn.Ticks % Partitions:x2}";
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and Due le {now}");
        await EntityGroup.DeleteAllAsync(table, filter, cancellationToken);
    }

    private static string PartitionOf(string network) => network[..2];
}
