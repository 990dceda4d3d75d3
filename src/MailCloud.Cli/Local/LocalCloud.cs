using System.Net;
using MailCloud.Local;
using MailCloud.Mail.Settings;
using MailCloud.Storage;
using MailCloud.Telemetry;

namespace MailCloud.Cli.Local;

/// <summary>
/// The whole service in this process, with Azurite as its child: data folder, certificates, storage, accounts, servers are started in this order
/// and stopped in the reverse one.
/// </summary>
internal sealed class LocalCloud : IAsyncDisposable
{
    /// <summary>What is otherwise on a laptop, unless it is set: whoever has its passwords is no thief, and may send as much as the machine can.</summary>
    private static readonly Dictionary<string, string> LocalSettings = new(StringComparer.Ordinal)
    {
        ["MAILCLOUD_ACCOUNT_RECIPIENTS_PER_HOUR"] = "0",
        ["MAILCLOUD_ACCOUNT_RECIPIENTS_PER_DAY"] = "0",
    };

    private readonly LocalCloudOptions options;
    private readonly CommandContext context;
    private readonly ProgramTelemetry telemetry;
    private FolderLock? folder;
    private Azurite? azurite;
    private MailStorage? storage;
    private LocalServers? servers;

    private LocalCloud(LocalCloudOptions options, CommandContext context)
    {
        this.options = options;
        this.context = context;
        telemetry = ProgramTelemetry.Start(new SettingReader(context.Variable), "mailcloud-up", LogLevel.Warning);
    }

    /// <summary>How to reach it.</summary>
    public ReadyInfo Ready { get; private set; } = null!;

    /// <summary>Starts everything, and returns when every port answers.</summary>
    /// <exception cref="SetupException">Something of the machine or the options stands in the way; nothing stays running.</exception>
    public static async Task<LocalCloud> StartAsync(LocalCloudOptions options, CommandContext context, CancellationToken cancel)
    {
        var cloud = new LocalCloud(options, context);
        try
        {
            await cloud.StartAsync(cancel);
            return cloud;
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends with the reason when it cannot go on, else never.</summary>
    public async Task<string> FailureAsync(CancellationToken cancel)
    {
        await (azurite?.Exited ?? Task.Delay(Timeout.Infinite, cancel)).WaitAsync(cancel);
        return $"The storage emulator has ended by itself; its log is in {options.Data.Azurite}.";
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is null)
            return;
        options.Data.Withdraw();
        if (servers is not null)
            await servers.DisposeAsync();
        if (storage is not null)
            await storage.DisposeAsync();
        if (azurite is not null)
            await azurite.DisposeAsync();
        folder.Dispose();
        telemetry.Dispose();
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        folder = options.Data.Take();
        PortCheck.Ensure(options.Bind, options.Ports);
        var certificates = LocalCertificates.Ensure(options.Data.Path, Names(), TimeProvider.System);
        var account = new StorageAccount.WithConnectionString(options.Storage ?? await StartAzuriteAsync(cancel));
        storage = await account.OpenAsync(telemetry.Loggers, cancel);
        await using var directory = new Accounts(storage.Directory, storage.Store, storage.Objects);
        var accounts = await new LocalAccounts(options.Data.Passwords, directory).EnsureAsync(options.Accounts, cancel);
        var settings = new SettingReader(name => context.Variable(name) ?? LocalSettings.GetValueOrDefault(name));
        servers = await LocalServers.StartAsync(options, certificates, storage, settings, telemetry.Loggers, cancel);

        var processes = new ProcessIds(Environment.ProcessId, azurite?.ProcessId);
        Ready = new ReadyInfo($"{options.Bind}", servers.Ports, certificates.CaFile, accounts, account.ConnectionString, processes);
        options.Data.Announce(Ready);
    }

    private async Task<string> StartAzuriteAsync(CancellationToken cancel)
    {
        if (!Azurite.IsInstalled)
            context.Terminal.Note("Installing Azurite, the storage emulator, once for this machine …");
        azurite = await Azurite.StartAsync(options.Data.Azurite, cancel: cancel);
        return azurite.ConnectionString;
    }

    /// <summary>The names under which clients may find the servers.</summary>
    private string[] Names()
    {
        string[] names =
        [
            "localhost",
            "127.0.0.1",
            "::1",
            LocalAccounts.Domain,
            $"mail.{LocalAccounts.Domain}",
            $"*.{LocalAccounts.Domain}",
        ];
        var isNamed = IPAddress.IsLoopback(options.Bind) || options.Bind.Equals(IPAddress.Any) || options.Bind.Equals(IPAddress.IPv6Any);
        return isNamed ? names : [.. names, $"{options.Bind}"];
    }
}
