using System.Collections.Immutable;
using System.Net;
using MailCloud.Functions.Hosting;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Local;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using MailCloud.Storage;
using MailCloud.Testing;
using MailCloud.Testing.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Functions.Tests.Cloud;

/// <summary>
/// The service as it is deployed in Azure: the published functions app and the listener, each a process of its own with an identity of its own and with the
/// settings that the deployment gives it, and a storage account that was made beforehand and that takes tokens.
/// </summary>
internal sealed class CloudDeployment : IAsyncDisposable
{
    public const string Domain = "example.test";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-cloud-");
    private readonly List<IAsyncDisposable> parts = [];
    private readonly PublishedHandler handler;
    private FrontDoor? door;

    private CloudDeployment(PublishedHandler handler)
    {
        this.handler = handler;
        Certificates = LocalCertificates.Ensure(folder.FullName, ["localhost", "127.0.0.1"], TimeProvider.System);
    }

    public LocalCertificates Certificates { get; }

    public IdentityEndpoint Identity { get; private set; } = null!;

    public StorageDoor Door { get; private set; } = null!;

    /// <summary>The account as the one who deployed it sees it.</summary>
    public MailStorage Storage { get; private set; } = null!;

    /// <summary>The functions app as the host has it, started or just starting; null: nobody has started it.</summary>
    public MiniFunctionsHost? Functions { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes the storage account and what is in it, and the identities. No program runs yet.</summary>
    public static async Task<CloudDeployment> CreateAsync(PublishedHandler handler)
    {
        var deployment = new CloudDeployment(handler);
        try
        {
            await deployment.CreateAsync();
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the functions app; queues and timers run it.</summary>
    public async Task<MiniFunctionsHost> StartFunctionsAsync(bool withTriggers = true)
    {
        var host = Functions = Keep(MiniFunctionsHost.Begin(handler, new(Settings(CloudRoles.Functions), StringComparer.Ordinal)));
        await host.ReadyAsync();
        door = Keep(await FrontDoor.StartAsync(host, FunctionFiles.Read(handler.Folder)));
        if (withTriggers)
            Keep(await TriggerHost.StartAsync(host, FunctionFiles.Read(handler.Folder), Door.ConnectionString));
        return host;
    }

    /// <param name="identity">The client id of its identity.</param>
    public async Task<ListenerProcess> StartListenerAsync(string identity = CloudRoles.Listener) =>
        Keep(await ListenerProcess.StartAsync(Certificates, Settings(identity)));

    /// <summary>What the functions app says to whoever asks how it is.</summary>
    public async Task<HttpStatusCode> HealthAsync()
    {
        using var client = new HttpClient { BaseAddress = door!.Address };
        using var answer = await client.GetAsync("/api/health", Cancel);
        return answer.StatusCode;
    }

    /// <summary>The texts on a queue that nobody works on.</summary>
    public async Task<string[]> WaitingAsync(string queue) =>
        [.. (await Storage.Queue(queue).ReceiveAsync(32, TimeSpan.FromSeconds(1), Cancel)).Select(item => item.Text)];

    public async Task<AccountId> AddAccountAsync(string localPart, string password)
    {
        var address = new Address(localPart, Domain);
        var account = new AccountId(address.Canonical);
        await Storage.Store.CreateAccountAsync(account, Cancel);
        await new AccountCredentials(Storage.Directory, TimeProvider.System).SetPasswordAsync(account, password, Cancel);
        await Storage.Directory.AddAsync(new AccountAddress(address, account), Cancel);
        return account;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in parts.AsEnumerable().Reverse())
            await part.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task CreateAsync()
    {
        var azurite = Keep(await AzuriteServer.StartAsync(Certificates));
        Door = Keep(await StorageDoor.StartAsync(azurite, Certificates, CloudRoles.Allow));
        Identity = Keep(await IdentityEndpoint.StartAsync(CloudRoles.Listener, CloudRoles.Functions));
        var account = StorageConnection.FromConnectionString(Door.ConnectionString);
        Storage = Keep(new MailStorage(account, TimeProvider.System, NullLoggerFactory.Instance));
        await Storage.EnsureCreatedAsync(Cancel);
        await Storage.Directory.AddDomainAsync(new Domain(Domain), Cancel);
    }

    private ImmutableDictionary<string, string> Settings(string clientId) =>
        Door.Settings(clientId)
            .AddRange(Identity.Variables)
            .Add("MAILCLOUD_HOSTNAME", $"mail.{Domain}")
            .Add("MAILCLOUD_DOMAIN", Domain)
            // The test's mail comes from this machine, and nobody is to be asked about it.
            .Add("MAILCLOUD_WELCOME_NETWORKS", "127.0.0.0/8")
            .Add("MAILCLOUD_SENDER_DOMAIN_CHECK", "off")
            .Add("MAILCLOUD_DMARC_ENFORCED", "off")
            .Add("MAILCLOUD_DNS_SERVERS", "127.0.0.1:9")
            .Add("MAILCLOUD_DNS_TIMEOUT", "0:00:01")
            // What the programs trust: the authority that signed the account's certificate.
            .Add("SSL_CERT_FILE", Certificates.CaFile);

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Add(part);
        return part;
    }
}
