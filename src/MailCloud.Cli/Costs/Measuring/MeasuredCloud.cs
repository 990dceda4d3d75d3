using System.Net;
using MailCloud.Cli.Local;
using MailCloud.Functions;
using MailCloud.Functions.Hosting;
using MailCloud.Listener;
using MailCloud.Local;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Settings;
using MailCloud.Spam;
using MailCloud.Storage;

namespace MailCloud.Cli.Costs.Measuring;

/// <summary>
/// A listener and a functions app on a fresh storage account, as in the cloud each with a view of storage of its own. Nothing runs the functions but the
/// measurement, so that nothing is asked that is not counted where it belongs.
/// </summary>
internal sealed class MeasuredCloud : IAsyncDisposable
{
    public const string Domain = "example.test";
    private const string HostName = $"mail.{Domain}";

    private readonly Stack<IAsyncDisposable> parts = new();
    private readonly ILoggerFactory loggers = LoggerFactory.Create(log => log.AddSimpleConsole().SetMinimumLevel(LogLevel.Error));
    private readonly FunctionFiles files = FunctionFiles.OfThisProgram();
    private readonly OperationCounter counter;
    private readonly SettingReader settings;
    private readonly StorageConnection connection;
    private FunctionRegistry? functions;
    private MailStorage? queues;

    private MeasuredCloud(OperationCounter counter, StorageConnection connection, string folder, int smartHost)
    {
        (this.counter, this.connection) = (counter, connection);
        Certificates = LocalCertificates.Ensure(folder, ["localhost", "127.0.0.1"], TimeProvider.System);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAILCLOUD_HOSTNAME"] = HostName,
            ["MAILCLOUD_DOMAIN"] = Domain,
            ["MAILCLOUD_OUTBOUND"] = "smarthost",
            ["MAILCLOUD_SMARTHOST"] = $"127.0.0.1:{smartHost}",
            ["MAILCLOUD_SMARTHOST_TLS"] = "none",
            ["MAILCLOUD_OUTBOUND_PRIVATE"] = "on",
            ["MAILCLOUD_SECRETS_FOLDER"] = Path.Combine(folder, "secrets"),
            // The clients of the measurement are friends, whom nobody is asked about; strangers cost no storage either, unless greylisting is on.
            ["MAILCLOUD_WELCOME_NETWORKS"] = "127.0.0.0/8 ::1",
            ["MAILCLOUD_SENDER_DOMAIN_CHECK"] = "off",
            ["MAILCLOUD_DMARC_ENFORCED"] = "off",
            ["MAILCLOUD_DNS_SERVERS"] = "127.0.0.1:9",
            ["MAILCLOUD_DNS_TIMEOUT"] = "0:00:01",
        };
        settings = new SettingReader(values.GetValueOrDefault);
    }

    public ShiftedTime Time { get; } = new();

    public LocalCertificates Certificates { get; }

    public MailListener Listener { get; private set; } = null!;

    public int HttpsPort { get; private set; }

    /// <summary>Makes the account and what is in it; nothing serves yet.</summary>
    public static async Task<MeasuredCloud> CreateAsync(
        OperationCounter counter,
        string connection,
        string folder,
        int smartHost,
        IReadOnlyDictionary<string, string> passwords,
        CancellationToken cancel
    )
    {
        var cloud = new MeasuredCloud(counter, StorageConnection.FromConnectionString(connection), folder, smartHost);
        cloud.queues = cloud.Open();
        await cloud.queues.EnsureCreatedAsync(cancel);
        var accounts = new Accounts(cloud.queues.Directory, cloud.queues.Store, cloud.queues.Objects);
        await cloud.queues.Directory.AddDomainAsync(new Domain(Domain), cancel);
        foreach (var (name, password) in passwords)
            await accounts.AddAsync(new Address(name, Domain), password, cancel);
        return cloud;
    }

    /// <summary>Starts an instance of the functions app; a later one takes its place.</summary>
    public async Task StartFunctionsAsync(CancellationToken cancel)
    {
        var storage = Open();
        var outbound = Keep(await OutboundSetup.OpenAsync(settings, storage, secretsFolder: null, Time, loggers));
        var push = await PushSetup.OpenAsync(settings, storage, Time, loggers);
        var site = await WebSetup.OpenAsync(settings, storage, outbound, push, secretsFolder: null, Time, loggers);
        functions = FunctionRegistry.Create(storage, files.Host, outbound, push, SpamSettings.Read(settings), Time, loggers).Add(site);
        var web = Keep(
            await LocalWeb.StartAsync(
                new IPEndPoint(IPAddress.Loopback, 0),
                new IPEndPoint(IPAddress.Loopback, 0),
                Certificates,
                site.AddServices,
                endpoints =>
                {
                    site.MapWebmail(endpoints);
                    site.MapJmap(endpoints);
                },
                loggers,
                cancel
            )
        );
        HttpsPort = web.HttpsPort;
    }

    /// <summary>Starts a listener, which remembers nothing of what another one did.</summary>
    public async Task StartListenerAsync(CancellationToken cancel)
    {
        var storage = Open();
        var source = new PemCertificateSource(
            Certificates.CertificateFile,
            Certificates.KeyFile,
            TimeProvider.System,
            loggers.CreateLogger<PemCertificateSource>()
        );
        // One change in some hundred asks for the text index, which is not counted; which one depends on the second in which an account is made.
        var backend = MailBackend.Of(storage, returnPaths: null) with
        {
            Indexes = null,
        };
        Listener = Keep(new MailListener(source, new ConnectionLimits(), Time, loggers));
        await Listener.StartAsync(
            MailPorts.Create(IPAddress.Loopback, new PortNumbers(0, 0, 0, 0, 0), HostName, Domain, backend, settings, Time, loggers),
            cancel
        );
    }

    public int PortOf(string service) => Listener.EndPointOf(service).Port;

    /// <summary>
    /// Runs the functions for all that waits on queues, as their host does: what one look at a queue finds is worked on side by side, and each message is
    /// deleted. That an empty queue is looked at is not counted here; it happens all the time.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        bool found;
        do
        {
            found = false;
            foreach (var (name, trigger) in files.Functions)
                if (trigger is QueueTrigger { Queue: var queue })
                    found |= await DrainAsync(name, queue, cancel);
        } while (found);
    }

    /// <summary>Runs a timer's function once.</summary>
    public async Task RunTimerAsync(string function, CancellationToken cancel)
    {
        counter.Count($"function.{function}", 1);
        await functions!.Trigger(function)(
            new Invocation("1", """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}"""),
            cancel
        );
    }

    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
            await part.DisposeAsync();
        loggers.Dispose();
    }

    private async Task<bool> DrainAsync(string function, string queue, CancellationToken cancel)
    {
        var work = queues!.Queue(queue);
        var most = files.Host.Extensions.Queues.BatchSize;
        var messages = await counter.AsideAsync(() => work.ReceiveAsync(most, TimeSpan.FromMinutes(10), cancel));
        if (messages.Count == 0)
            return false;
        counter.Count("queue.GetMessages", 1);
        await Task.WhenAll(messages.Select(RunAsync));
        return true;

        async Task RunAsync(Storage.Spooling.WorkItem message)
        {
            counter.Count($"function.{function}", 1);
            await functions!.Trigger(function)(new Invocation(message.Id, message.Text, (int)message.DequeueCount), cancel);
            await work.DeleteAsync(message, cancel);
        }
    }

    private MailStorage Open() => Keep(new MailStorage(connection, Time, loggers));

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Push(part);
        return part;
    }
}
