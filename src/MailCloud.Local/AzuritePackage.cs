using System.Security.Cryptography;

namespace MailCloud.Local;

/// <summary>
/// Azurite as npm delivers it, in the exact versions of <c>tools/azurite/package-lock.json</c>, kept in the user's cache folder.
/// An install is made beside its place and moved there whole, so one that was killed leaves nothing that looks finished.
/// </summary>
internal static class AzuritePackage
{
    /// <summary>The version that <c>tools/azurite/package.json</c> asks for.</summary>
    public const string Version = "3.35.0";

    private const string Main = "azurite-child.mjs";
    private static readonly string[] Resources = ["package.json", "package-lock.json", Main];

    /// <summary>Installs Azurite if it is not there yet, which takes some ten seconds and the network, and returns the script that runs it.</summary>
    /// <exception cref="SetupException">Node.js or npm is missing, or the install failed.</exception>
    public static async Task<string> EnsureAsync(string cacheFolder, CancellationToken cancel)
    {
        var place = PlaceIn(cacheFolder);
        if (!Directory.Exists(place))
        {
            Directory.CreateDirectory(cacheFolder);
            using var turn = await FolderLock.TakeAsync(Path.Combine(cacheFolder, "azurite.lock"), cancel);
            if (!Directory.Exists(place))
                await InstallAsync(place, cancel);
        }
        return Path.Combine(place, Main);
    }

    public static bool IsInstalled(string cacheFolder) => Directory.Exists(PlaceIn(cacheFolder));

    /// <summary>Where programs keep what they can fetch again: <c>$XDG_CACHE_HOME/mailcloud</c>, else <c>~/.cache/mailcloud</c>.</summary>
    public static string DefaultCacheFolder
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(root))
            {
                root = OperatingSystem.IsWindows()
                    ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            }
            return Path.Combine(root, "mailcloud");
        }
    }

    private static string PlaceIn(string cacheFolder) => Path.Combine(cacheFolder, $"azurite-{Version}-{Fingerprint()}");

    private static async Task InstallAsync(string place, CancellationToken cancel)
    {
        DeleteLeftovers(Path.GetDirectoryName(place)!);
        var partial = $"{place}.{Environment.ProcessId}.partial";
        Directory.CreateDirectory(partial);
        try
        {
            foreach (var name in Resources)
                await File.WriteAllBytesAsync(Path.Combine(partial, name), Read(name), cancel);
            // No script of any package runs: Azurite needs none, and an install from the network should not run code.
            await NodeRuntime.NpmAsync(partial, ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], cancel);
            Directory.Move(partial, place);
        }
        finally
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
    }

    private static void DeleteLeftovers(string cacheFolder)
    {
        foreach (var folder in Directory.EnumerateDirectories(cacheFolder, "azurite-*.partial"))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // An npm whose parent was killed may still write there. The next install deletes it.
            }
        }
    }

    /// <summary>Another lock file or start script is another folder.</summary>
    private static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Resources)
            hash.AppendData(Read(name));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }

    private static byte[] Read(string resource)
    {
        using var stream =
            typeof(AzuritePackage).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
