using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Storage.Tables;

namespace MailCloud.Storage.TransportSecurity;

/// <summary>
/// Table <c>tlssessions</c>: PartitionKey day, RowKey domain and chance, so that those of one domain lie together; the columns are the observation. Rows live
/// for a day or two.
/// </summary>
internal sealed class TlsObservationTable(StorageClients clients) : ITlsObservationStore
{
    private readonly TableClient table = clients.Table(TableNames.TlsSessions);

    public async ValueTask AddAsync(DateOnly day, TlsObservation observation, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(day), $"{KeyEncoding.Encode(observation.Domain)} {Guid.NewGuid():N}")
        {
            ["Domain"] = observation.Domain,
            ["Policy"] = observation.Policy.ToString(),
            ["Host"] = observation.Host,
            ["Address"] = observation.Address,
            ["Failure"] = observation.Failure?.ToString() ?? "",
        };
        // Under a key of its own: to repeat it is harmless.
        await StorageCall.RunAsync(cancel => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel), cancellationToken);
    }

    public async IAsyncEnumerable<TlsObservation> ReadAsync(DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(day)}");
        var rows = table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken);
        await using var pages = rows.AsPages().GetAsyncEnumerator(cancellationToken);
        while (await StorageCall.RunAsync(_ => pages.MoveNextAsync().AsTask(), cancellationToken))
            foreach (var row in pages.Current.Values)
                yield return Decode(row);
    }

    public async ValueTask RemoveUpToAsync(DateOnly day, CancellationToken cancellationToken)
    {
        // Partition by partition, since only one partition's rows go together.
        while (await OldestAsync(day, cancellationToken) is { } partition)
            await EntityGroup.DeleteAllAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken);
    }

    private Task<string?> OldestAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey le {PartitionOf(day)}");
        return StorageCall.RunAsync(
            async cancel =>
            {
                await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: ["PartitionKey"], cancel))
                    return row.PartitionKey;
                return null;
            },
            cancellationToken
        );
    }

    private static string PartitionOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TlsObservation Decode(TableEntity row) =>
        new(
            row.GetString("Domain"),
            Enum.Parse<TlsPolicyKind>(row.GetString("Policy")),
            row.GetString("Host"),
            row.GetString("Address"),
            row.GetString("Failure") is { Length: > 0 } failure ? Enum.Parse<TlsFailure>(failure) : null
        );
}
