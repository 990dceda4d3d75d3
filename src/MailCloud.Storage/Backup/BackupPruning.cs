using Proto = MailCloud.Storage.Format.Proto;

namespace MailCloud.Storage.Backup;

/// <summary>Removes old backups, and the blobs that no other has: mail that was deleted goes for good when the last backup goes that had it.</summary>
internal sealed class BackupPruning(BackupFolder backups)
{
    /// <returns>How many backups were removed.</returns>
    public async Task<int> RunAsync(int keep, CancellationToken cancellationToken)
    {
        var names = backups.Names;
        var old = names.Take(Math.Max(0, names.Count - keep)).ToList();
        // Without its list nothing keeps a blob: the backup goes first, whole.
        foreach (var name in old)
            Directory.Delete(backups.SnapshotOf(name), recursive: true);
        await RemoveUnlistedAsync(cancellationToken);
        return old.Count;
    }

    private async Task RemoveUnlistedAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in backups.Names)
        await foreach (
            var blob in BackupFile.ReadAsync(BackupFolder.BlobList(backups.SnapshotOf(name)), Proto.BackupBlob.Parser, cancellationToken)
        )
            listed.Add(backups.SharedBlob(blob.Container, blob.Name));
        foreach (var container in StorageBackup.SharedContainers)
            if (Directory.Exists(backups.SharedBlobs(container)))
                foreach (var file in Directory.EnumerateFiles(backups.SharedBlobs(container), "*", SearchOption.AllDirectories))
                    if (!listed.Contains(file))
                        File.Delete(file);
    }
}
