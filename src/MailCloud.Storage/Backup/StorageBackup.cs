using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using MailCloud.Mail.Store;
using MailCloud.Storage.Accounts;
using MailCloud.Storage.Blobs;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;
using Proto = MailCloud.Storage.Format.Proto;

namespace MailCloud.Storage.Backup;

/// <summary>How a backup went.</summary>
/// <param name="Name">Under which it can be restored.</param>
/// <param name="NewBlobs">Blobs that no earlier backup had.</param>
public sealed record BackupOutcome(string Name, BackupManifest Manifest, long NewBlobs, int Removed);

/// <summary>
/// Copies all that the service keeps into a folder, while it goes on. Each account is kept as it was at one moment: the marks of deliveries are read before its head, and its log up to what the head says,
/// so nothing is there that the head does not know and nothing is missing that it does. Packs are copied last: whatever a log names was written before it.
/// </summary>
/// <remarks>Not kept: what is on the queues, what can be made anew (text indexes, rendered messages), and uploads, which live for a day.</remarks>
public sealed class StorageBackup
{
    private const int AtOnce = 8;

    private readonly StorageClients clients;
    private readonly TimeProvider time;

    internal StorageBackup(StorageClients clients, TimeProvider time) => (this.clients, this.time) = (clients, time);

    /// <summary>Blobs that never change, and may belong to many backups.</summary>
    internal static readonly string[] SharedContainers = [ContainerNames.Messages, ContainerNames.Checkpoints, ContainerNames.Archive];

    /// <summary>Blobs that are replaced.</summary>
    internal static readonly string[] OwnContainers = [ContainerNames.Models, ContainerNames.Keys];

    /// <summary>Tables that are copied as they are found, after the accounts: what belongs to an account that came later is no harm.</summary>
    internal static readonly string[] PlainTables =
    [
        TableNames.References,
        TableNames.Graves,
        TableNames.Addresses,
        TableNames.Domains,
        TableNames.Credentials,
        TableNames.Outbound,
        TableNames.StsPolicies,
        TableNames.TlsSessions,
        TableNames.Greylist,
    ];

    /// <param name="keep">How many backups stay, this one included; blobs that only older ones had go with them.</param>
    /// <exception cref="StoreUnavailableException">Storage does not answer; the earlier backups are as they were.</exception>
    public async Task<BackupOutcome> RunAsync(DirectoryInfo folder, int keep, CancellationToken cancellationToken)
    {
        var backups = new BackupFolder(folder.FullName);
        var made = time.GetUtcNow();
        var snapshot = backups.Begin(made);
        var rows = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            [TableNames.Accounts] = await CopyAccountsAsync(snapshot, cancellationToken),
            [TableNames.Objects] = await CopyObjectsAsync(snapshot, cancellationToken),
        };
        foreach (var table in PlainTables)
            rows[table] = await CopyTableAsync(snapshot, table, cancellationToken);
        foreach (var container in OwnContainers)
            await CopyOwnAsync(snapshot, container, cancellationToken);
        var (blobs, octets, added) = await CopySharedAsync(backups, snapshot, cancellationToken);
        var manifest = new BackupManifest(BackupManifest.CurrentVersion, made, rows, blobs, octets);
        var name = BackupFolder.Finish(snapshot, manifest);
        var removed = await new BackupPruning(backups).RunAsync(keep, cancellationToken);
        return new BackupOutcome(name, manifest, added, removed);
    }

    private async Task<long> CopyAccountsAsync(string snapshot, CancellationToken cancellationToken)
    {
        await using var file = BackupFile.Create(BackupFolder.TableFile(snapshot, TableNames.Accounts));
        var table = clients.Table(TableNames.Accounts);
        var heads = TableClient.CreateQueryFilter($"RowKey eq {AccountRows.Head}");
        await foreach (var key in QueryAsync(table, heads, ["PartitionKey"], cancellationToken))
            await CopyAccountAsync(table, key.PartitionKey, file, cancellationToken);
        return file.Count;
    }

    private static async Task CopyAccountAsync(TableClient table, string partition, BackupFile file, CancellationToken cancellationToken)
    {
        var deliveries = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey lt {"e"}");
        await foreach (var row in QueryAsync(table, deliveries, null, cancellationToken))
            await file.WriteAsync(BackupRows.Encode(row), cancellationToken);
        var head = await StorageCall.RunAsync(
            cancel => table.GetEntityAsync<TableEntity>(partition, AccountRows.Head, cancellationToken: cancel),
            cancellationToken
        );
        var (state, _) = HeadFormat.Decode(new AccountId(KeyEncoding.Decode(partition)), RowBody.Get(head.Value));
        var log = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {"e"} and RowKey le {AccountRows.Event(state.ModSeq)}"
        );
        await foreach (var row in QueryAsync(table, log, null, cancellationToken))
            await file.WriteAsync(BackupRows.Encode(row), cancellationToken);
        // Last, so that an account that is being restored is there when all of it is.
        await file.WriteAsync(BackupRows.Encode(head.Value), cancellationToken);
    }

    /// <summary>Heads last: no object is newer than its head.</summary>
    private async Task<long> CopyObjectsAsync(string snapshot, CancellationToken cancellationToken)
    {
        await using var file = BackupFile.Create(BackupFolder.TableFile(snapshot, TableNames.Objects));
        var table = clients.Table(TableNames.Objects);
        foreach (var filter in new[] { $"RowKey ne '{Objects.ObjectRows.Head}'", $"RowKey eq '{Objects.ObjectRows.Head}'" })
        await foreach (var row in QueryAsync(table, filter, null, cancellationToken))
            await file.WriteAsync(BackupRows.Encode(row), cancellationToken);
        return file.Count;
    }

    private async Task<long> CopyTableAsync(string snapshot, string name, CancellationToken cancellationToken)
    {
        await using var file = BackupFile.Create(BackupFolder.TableFile(snapshot, name));
        await foreach (var row in QueryAsync(clients.Table(name), null, null, cancellationToken))
            await file.WriteAsync(BackupRows.Encode(row), cancellationToken);
        return file.Count;
    }

    private async Task CopyOwnAsync(string snapshot, string container, CancellationToken cancellationToken)
    {
        var blobs = clients.Container(container);
        await foreach (var (name, _) in ListAsync(blobs, cancellationToken))
            await DownloadAsync(blobs.GetBlobClient(name), BackupFolder.OwnBlob(snapshot, container, name), cancellationToken);
    }

    private async Task<(long Blobs, long Octets, long Added)> CopySharedAsync(
        BackupFolder backups,
        string snapshot,
        CancellationToken cancellationToken
    )
    {
        await using var list = BackupFile.Create(BackupFolder.BlobList(snapshot));
        long octets = 0;
        long added = 0;
        foreach (var container in SharedContainers)
        {
            var blobs = clients.Container(container);
            var kept = new List<Proto.BackupBlob>();
            await Parallel.ForEachAsync(
                ListAsync(blobs, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (blob, cancel) =>
                {
                    var file = new FileInfo(backups.SharedBlob(container, blob.Name));
                    var isNew = !file.Exists || file.Length != blob.Length;
                    if (isNew && !await DownloadAsync(blobs.GetBlobClient(blob.Name), file.FullName, cancel))
                        return;
                    Interlocked.Add(ref octets, blob.Length);
                    Interlocked.Add(ref added, isNew ? 1 : 0);
                    lock (kept)
                        kept.Add(
                            new Proto.BackupBlob
                            {
                                Container = container,
                                Name = blob.Name,
                                Length = blob.Length,
                            }
                        );
                }
            );
            foreach (var blob in kept)
                await list.WriteAsync(blob, cancellationToken);
        }
        return (list.Count, octets, added);
    }

    /// <summary>False: the blob was deleted meanwhile, as nothing needs it any more.</summary>
    private static async Task<bool> DownloadAsync(BlobClient blob, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await StorageCall.RunAsync(cancel => blob.DownloadToAsync(file, cancel), cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
            return true;
        }
        catch (StoreUnavailableException e) when (e.InnerException is RequestFailedException missing && missing.IsMissingBlob())
        {
            return false;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async IAsyncEnumerable<(string Name, long Length)> ListAsync(
        BlobContainerClient container,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var pages = container
            .GetBlobsAsync(cancellationToken: cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        while (await StorageCall.RunAsync(_ => pages.MoveNextAsync().AsTask(), cancellationToken))
            foreach (var blob in pages.Current.Values)
                yield return (blob.Name, blob.Properties.ContentLength ?? 0);
    }

    private static async IAsyncEnumerable<TableEntity> QueryAsync(
        TableClient table,
        string? filter,
        string[]? columns,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var pages = table
            .QueryAsync<TableEntity>(filter, maxPerPage: null, columns, cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        while (await StorageCall.RunAsync(_ => pages.MoveNextAsync().AsTask(), cancellationToken))
            foreach (var row in pages.Current.Values)
                yield return row;
    }
}
