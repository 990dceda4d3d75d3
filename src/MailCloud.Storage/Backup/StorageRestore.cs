using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Storage.Accounts;
using MailCloud.Storage.Format;
using MailCloud.Storage.Tables;
using Proto = MailCloud.Storage.Format.Proto;

namespace MailCloud.Storage.Backup;

/// <summary>What a restore is to do.</summary>
public sealed record RestoreOptions
{
    /// <summary>Which backup; null: the newest.</summary>
    public string? Name { get; init; }

    /// <summary>The storage account may hold something already: a restore that was cut short goes on.</summary>
    public bool Continues { get; init; }

    /// <summary>Mail that waited to be sent when the backup was made is left out: it has been sent since then.</summary>
    public bool WithoutOutgoing { get; init; }
}

/// <summary>A restore cannot be done; nothing was changed.</summary>
public sealed class RestoreException(string message) : Exception(message);

/// <summary>
/// Brings a backup into an empty storage account. Packs come first and heads of accounts last, so that an account which is there is whole. Then each account leaves numbers out, so that no UID is given out
/// a second time. May be killed at any time and run again.
/// </summary>
public sealed class StorageRestore
{
    /// <summary>An account that changes once a second for eleven days between backup and loss is still safe.</summary>
    private const ulong SkippedNumbers = 1_000_000;

    private const int AtOnce = 8;

    private readonly StorageClients clients;
    private readonly IMailStore store;
    private readonly TimeProvider time;

    internal StorageRestore(StorageClients clients, IMailStore store, TimeProvider time) =>
        (this.clients, this.store, this.time) = (clients, store, time);

    /// <returns>The backup that was restored, and what it has.</returns>
    /// <exception cref="RestoreException">There is no such backup, it lacks something, or the storage account is not empty.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged.</exception>
    /// <exception cref="StoreUnavailableException">Storage does not answer; run it again with <see cref="RestoreOptions.Continues"/>.</exception>
    public async Task<(string Name, BackupManifest Manifest)> RunAsync(
        DirectoryInfo folder,
        RestoreOptions options,
        CancellationToken cancellationToken
    )
    {
        var backups = new BackupFolder(folder.FullName);
        var name = options.Name ?? (backups.Names is [.., var newest] ? newest : throw new RestoreException($"{folder} has no backup."));
        if (!backups.Names.Contains(name, StringComparer.Ordinal))
            throw new RestoreException($"{folder} has no backup {name}; it has {string.Join(", ", backups.Names)}.");
        var manifest = backups.Read(name);
        var snapshot = backups.SnapshotOf(name);
        await RequireBlobsAsync(backups, snapshot, cancellationToken);
        if (!options.Continues)
            await RequireEmptyAsync(cancellationToken);

        await UploadSharedAsync(backups, snapshot, cancellationToken);
        foreach (var container in StorageBackup.OwnContainers)
            await UploadOwnAsync(snapshot, container, cancellationToken);
        foreach (var table in StorageBackup.PlainTables)
            if (!(options.WithoutOutgoing && table is TableNames.Outbound))
                await WriteTableAsync(snapshot, table, cancellationToken);
        await WriteTableAsync(snapshot, TableNames.Objects, cancellationToken);
        await WriteTableAsync(snapshot, TableNames.Accounts, cancellationToken, options.Continues ? HasAccountAsync : null);
        await SkipNumbersAsync(snapshot, cancellationToken);
        return (name, manifest);
    }

    private static async Task RequireBlobsAsync(BackupFolder backups, string snapshot, CancellationToken cancellationToken)
    {
        await foreach (var blob in ListAsync(snapshot, cancellationToken))
            if (new FileInfo(backups.SharedBlob(blob.Container, blob.Name)) is not { Exists: true } file || file.Length != blob.Length)
                throw new RestoreException($"The backup lacks {blob.Container}/{blob.Name}, or has only a part of it.");
    }

    private async Task RequireEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var name in new[] { TableNames.Accounts, TableNames.Addresses, TableNames.Objects })
        {
            var table = clients.Table(name);
            var isEmpty = await StorageCall.RunAsync(
                async cancel =>
                {
                    await foreach (var _ in table.QueryAsync<TableEntity>((string?)null, maxPerPage: 1, ["RowKey"], cancel))
                        return false;
                    return true;
                },
                cancellationToken
            );
            if (!isEmpty)
                throw new RestoreException("The storage account is not empty: a restore replaces nothing.");
        }
    }

    private async Task UploadSharedAsync(BackupFolder backups, string snapshot, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            ListAsync(snapshot, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (blob, cancel) =>
                await UploadAsync(
                    clients.Container(blob.Container).GetBlobClient(blob.Name),
                    backups.SharedBlob(blob.Container, blob.Name),
                    isKept: true,
                    cancel
                )
        );

    private async Task UploadOwnAsync(string snapshot, string container, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(snapshot, container);
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            await UploadAsync(clients.Container(container).GetBlobClient(name), file, isKept: false, cancellationToken);
        }
    }

    /// <param name="isKept">A blob of that name is the same and stays; else it is replaced.</param>
    private static Task UploadAsync(BlobClient blob, string file, bool isKept, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
            {
                await using var content = File.OpenRead(file);
                var conditions = isKept ? new BlobRequestConditions { IfNoneMatch = ETag.All } : null;
                try
                {
                    await blob.UploadAsync(content, new BlobUploadOptions { Conditions = conditions }, cancel);
                }
                catch (RequestFailedException e) when (isKept && e.Status is 409 or 412)
                {
                    // An earlier run has brought it.
                }
            },
            cancellationToken
        );

    /// <param name="isThere">Whether a partition is there, whole, and is passed over; null: none is.</param>
    private async Task WriteTableAsync(
        string snapshot,
        string name,
        CancellationToken cancellationToken,
        Func<string, CancellationToken, Task<bool>>? isThere = null
    )
    {
        var table = clients.Table(name);
        var group = new List<TableTransactionAction>();
        var octets = 0;
        var (partition, passesOver) = ("", false);
        await foreach (
            var encoded in BackupFile.ReadAsync(BackupFolder.TableFile(snapshot, name), Proto.BackupRow.Parser, cancellationToken)
        )
        {
            if (!string.Equals(partition, encoded.PartitionKey, StringComparison.Ordinal))
            {
                partition = encoded.PartitionKey;
                passesOver = isThere is not null && await isThere(partition, cancellationToken);
            }
            if (passesOver)
                continue;
            var size = encoded.CalculateSize();
            var isFull = group.Count == EntityGroup.MaxRows || octets + size > EntityGroup.MaxBodyOctets;
            if (group.Count > 0 && (isFull || !string.Equals(group[0].Entity.PartitionKey, encoded.PartitionKey, StringComparison.Ordinal)))
            {
                await WriteAsync(table, group, cancellationToken);
                octets = 0;
            }
            group.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, BackupRows.Decode(encoded)));
            octets += size;
        }
        if (group.Count > 0)
            await WriteAsync(table, group, cancellationToken);
    }

    /// <summary>An account's head is written last: where it is, an earlier run has brought all of the account, and may have left out its numbers.</summary>
    private Task<bool> HasAccountAsync(string partition, CancellationToken cancellationToken) =>
        StorageCall.RunAsync(
            async cancel =>
                (
                    await clients
                        .Table(TableNames.Accounts)
                        .GetEntityIfExistsAsync<TableEntity>(partition, AccountRows.Head, ["RowKey"], cancel)
                ).HasValue,
            cancellationToken
        );

    private static async Task WriteAsync(TableClient table, List<TableTransactionAction> group, CancellationToken cancellationToken)
    {
        await StorageCall.RunAsync(cancel => EntityGroup.SubmitAsync(table, group, cancel), cancellationToken);
        group.Clear();
    }

    /// <summary>Once all is there: an account that is removed has no numbers to give out.</summary>
    private async Task SkipNumbersAsync(string snapshot, CancellationToken cancellationToken)
    {
        var change = new SkipNumbers(SkippedNumbers, StandardMailboxes.CounterStart(time.GetUtcNow()));
        await foreach (
            var row in BackupFile.ReadAsync(
                BackupFolder.TableFile(snapshot, TableNames.Accounts),
                Proto.BackupRow.Parser,
                cancellationToken
            )
        )
        {
            if (row.RowKey is not AccountRows.Head)
                continue;
            var account = new AccountId(KeyEncoding.Decode(row.PartitionKey));
            var (kept, log) = HeadFormat.Decode(account, RowBody.Get(BackupRows.Decode(row)));
            // A head that has moved on since: an earlier run has been here.
            if (
                !log.Removed
                && await store.ReadAsync(account, StateDepth.Directory, cancellationToken) is { } now
                && now.ModSeq == kept.ModSeq
            )
                await store.CommitAsync(account, change, cancellationToken);
        }
    }

    private static IAsyncEnumerable<Proto.BackupBlob> ListAsync(string snapshot, CancellationToken cancellationToken) =>
        BackupFile.ReadAsync(BackupFolder.BlobList(snapshot), Proto.BackupBlob.Parser, cancellationToken);
}
