using System.Globalization;
using System.Text.Json;

namespace MailCloud.Storage.Backup;

/// <summary>What a finished backup says of itself.</summary>
/// <param name="Version">The version of the backup's format.</param>
/// <param name="Rows">The rows of each table.</param>
/// <param name="Blobs">How many blobs belong to it.</param>
/// <param name="Octets">And their octets.</param>
public sealed record BackupManifest(int Version, DateTimeOffset Made, IReadOnlyDictionary<string, long> Rows, long Blobs, long Octets)
{
    public const int CurrentVersion = 1;
}

/// <summary>
/// A folder of backups: in <c>snapshots</c> one folder for each, with a file for each table, and in <c>blobs</c> the packs, which never change and are kept once for all of them. A backup that was cut
/// short has no manifest, and counts for nothing.
/// </summary>
internal sealed class BackupFolder(string path)
{
    private const string Manifest = "manifest.json";
    private const string Unfinished = ".unfinished";
    private const string NameFormat = "yyyyMMdd'T'HHmmssfff'Z'";

    private string Snapshots => Path.Combine(path, "snapshots");

    /// <summary>The finished backups, the oldest first.</summary>
    public IReadOnlyList<string> Names =>
        Directory.Exists(Snapshots)
            ?
            [
                .. Directory
                    .GetDirectories(Snapshots)
                    .Where(folder => File.Exists(Path.Combine(folder, Manifest)) && !folder.EndsWith(Unfinished, StringComparison.Ordinal))
                    .Select(folder => Path.GetFileName(folder)!)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    public static string TableFile(string snapshot, string table) => Path.Combine(snapshot, $"{table}.gz");

    public static string BlobList(string snapshot) => Path.Combine(snapshot, "blobs.gz");

    /// <summary>Where a blob is that can be replaced, and so belongs to one backup alone.</summary>
    public static string OwnBlob(string snapshot, string container, string name) => Inside(Path.Combine(snapshot, container), name);

    /// <summary>Where a blob is that never changes.</summary>
    public string SharedBlob(string container, string name) => Inside(Path.Combine(path, "blobs", container), name);

    public string SharedBlobs(string container) => Path.Combine(path, "blobs", container);

    public string SnapshotOf(string name) => Path.Combine(Snapshots, name);

    /// <summary>Makes the folder of a backup that begins now; what an earlier one left unfinished is thrown away.</summary>
    public string Begin(DateTimeOffset now)
    {
        foreach (var part in new[] { path, Snapshots, Path.Combine(path, "blobs") })
            CreatePrivate(part);
        foreach (var left in Directory.GetDirectories(Snapshots, $"*{Unfinished}"))
            Directory.Delete(left, recursive: true);
        var folder = SnapshotOf(now.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture));
        if (Directory.Exists(folder))
            throw new IOException($"{folder} is there already: two backups may not begin at the same moment.");
        Directory.CreateDirectory(folder + Unfinished);
        return folder + Unfinished;
    }

    /// <summary>From now on the backup counts. Returns its name.</summary>
    public static string Finish(string snapshot, BackupManifest manifest)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(manifest, JsonSerializerOptions.Web);
        using (var file = new FileStream(Path.Combine(snapshot, Manifest), FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }
        var finished = snapshot[..^Unfinished.Length];
        Directory.Move(snapshot, finished);
        return Path.GetFileName(finished);
    }

    /// <exception cref="InvalidDataException">The manifest cannot be read, or is of a version that this program does not know.</exception>
    public BackupManifest Read(string name)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(
                File.ReadAllBytes(Path.Combine(SnapshotOf(name), Manifest)),
                JsonSerializerOptions.Web
            );
            return manifest is { Version: BackupManifest.CurrentVersion }
                ? manifest
                : throw new InvalidDataException($"Backup {name} has a format that this program does not read.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of backup {name} is damaged.", e);
        }
    }

    /// <summary>Only its owner may look into it: there is everybody's mail. A folder that is there stays as it is.</summary>
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A name must not lead out of its folder, whoever has written the list.</summary>
    private static string Inside(string folder, string name) =>
        name.Length == 0 || Path.IsPathRooted(name) || name.Split('/').Any(part => part is "" or "." or "..")
            ? throw new InvalidDataException($"'{name}' is no name of a blob.")
            : Path.Combine(folder, Path.Combine(name.Split('/')));
}
