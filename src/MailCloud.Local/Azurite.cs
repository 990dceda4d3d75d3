using System.Diagnostics;
using System.Security.Cryptography;

namespace MailCloud.Local;

/// <summary>
/// The Azure Storage emulator as a child of this process: its own data folder, its own random account key, loopback only.
/// It ends with its parent, even one that is killed, and saves its state before it goes.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Account = "mailcloud";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly AzuriteOutput output;

    private Azurite(Process process, AzuriteOutput output, string connectionString)
    {
        this.process = process;
        this.output = output;
        ConnectionString = connectionString;
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>The account with its key and the three endpoints, as the Azure clients take it.</summary>
    public string ConnectionString { get; }

    /// <summary>The id of Azurite's own process.</summary>
    public int ProcessId => process.Id;

    /// <summary>Ends when Azurite has ended, for whatever reason.</summary>
    public Task Exited { get; }

    /// <summary>Whether the first start on this machine, which fetches Azurite from the network, is over.</summary>
    public static bool IsInstalled => AzuritePackage.IsInstalled(AzuritePackage.DefaultCacheFolder);

    /// <summary>Makes sure that Node.js is there, and installs Azurite if it is not: some ten seconds and 190 MB.</summary>
    /// <exception cref="SetupException">Node.js is missing or too old, or the install failed.</exception>
    public static async Task InstallAsync(CancellationToken cancel = default)
    {
        await NodeRuntime.EnsureAsync(cancel);
        await AzuritePackage.EnsureAsync(AzuritePackage.DefaultCacheFolder, cancel);
    }

    /// <summary>
    /// Starts Azurite on <paramref name="folder"/> and returns when its three services answer. It is installed first if need be.
    /// The ports of the last run on this folder are taken again if they are free, so that a connection string stays good.
    /// </summary>
    /// <param name="folder">Where it keeps its data, its key and its log. One process at a time.</param>
    /// <param name="certificates">If given, it speaks TLS, and besides its key takes tokens as Azure's storage does, whoever signed them.</param>
    /// <param name="cancel">Gives up the start.</param>
    /// <exception cref="SetupException">Node.js is missing or too old, the install failed, or Azurite did not start.</exception>
    public static async Task<Azurite> StartAsync(string folder, LocalCertificates? certificates = null, CancellationToken cancel = default)
    {
        await NodeRuntime.EnsureAsync(cancel);
        var script = await AzuritePackage.EnsureAsync(AzuritePackage.DefaultCacheFolder, cancel);
        folder = Path.GetFullPath(folder);
        PrivateFile.CreateFolder(folder);

        var last = AzuriteRun.Read(folder);
        if (last is not null)
            await last.EndedAsync(StopLimit, cancel);
        var key = AccountKey(folder);
        try
        {
            return await StartAsync(script, folder, key, certificates, last?.Ports ?? AzuritePorts.Any, cancel);
        }
        catch (SetupException) when (last is not null)
        {
            return await StartAsync(script, folder, key, certificates, AzuritePorts.Any, cancel);
        }
    }

    /// <summary>Lets Azurite save its state and end; one that does not end within half a minute is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        try
        {
            await Exited.WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            process.Kill();
            await Exited;
        }
        await output.DisposeAsync();
        process.Dispose();
    }

    private static async Task<Azurite> StartAsync(
        string script,
        string folder,
        string key,
        LocalCertificates? certificates,
        AzuritePorts ports,
        CancellationToken cancel
    )
    {
        string[] arguments =
        [
            script,
            .. new[] { "--location", folder },
            .. new[] { "--blobHost", "127.0.0.1", "--blobPort", $"{ports.Blob}" },
            .. new[] { "--queueHost", "127.0.0.1", "--queuePort", $"{ports.Queue}" },
            .. new[] { "--tableHost", "127.0.0.1", "--tablePort", $"{ports.Table}" },
            .. new[] { "--silent", "--disableTelemetry" },
            // The clients speak newer versions of the REST API than this Azurite knows by name.
            "--skipApiVersionCheck",
            .. certificates is null
                ? Array.Empty<string>()
                : ["--cert", certificates.CertificateFile, "--key", certificates.KeyFile, "--oauth", "basic"],
        ];
        var node = NodeRuntime.Start(folder, arguments, ("AZURITE_ACCOUNTS", $"{Account}:{key}"));
        var printed = new AzuriteOutput(node, Path.Combine(folder, "azurite.log"));
        try
        {
            var actual = await printed.Listening.WaitAsync(StartLimit, cancel);
            new AzuriteRun(node.Id, node.StartTime.ToUniversalTime(), actual).Write(folder);
            return new Azurite(node, printed, ConnectionStringOf(certificates is null ? "http" : "https", key, actual));
        }
        catch (Exception e)
        {
            if (!node.HasExited)
                node.Kill();
            await printed.DisposeAsync();
            node.Dispose();
            if (e is TimeoutException)
                throw new SetupException($"Azurite, the local storage emulator, did not start within {StartLimit.TotalSeconds:0} s.", e);
            throw;
        }
    }

    private static string AccountKey(string folder)
    {
        var file = Path.Combine(folder, "account.key");
        if (!File.Exists(file))
            PrivateFile.Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        return File.ReadAllText(file);
    }

    private static string ConnectionStringOf(string scheme, string key, AzuritePorts ports) =>
        $"DefaultEndpointsProtocol={scheme};AccountName={Account};AccountKey={key};"
        + $"BlobEndpoint={scheme}://127.0.0.1:{ports.Blob}/{Account};"
        + $"QueueEndpoint={scheme}://127.0.0.1:{ports.Queue}/{Account};"
        + $"TableEndpoint={scheme}://127.0.0.1:{ports.Table}/{Account};";
}
