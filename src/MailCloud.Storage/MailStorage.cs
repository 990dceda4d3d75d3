using System.Threading.Channels;
using Azure.Core.Pipeline;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Greylisting;
using MailCloud.Mail.Junk;
using MailCloud.Mail.Maildrops;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Rendering;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Mail.Uploads;
using MailCloud.Storage.Addresses;
using MailCloud.Storage.Backup;
using MailCloud.Storage.Changes;
using MailCloud.Storage.Greylisting;
using MailCloud.Storage.Maildrops;
using MailCloud.Storage.Models;
using MailCloud.Storage.Objects;
using MailCloud.Storage.Outbound;
using MailCloud.Storage.Packs;
using MailCloud.Storage.Rendering;
using MailCloud.Storage.Search;
using MailCloud.Storage.Spooling;
using MailCloud.Storage.TransportSecurity;
using MailCloud.Storage.Uploads;
using MailCloud.Storage.Web;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;

namespace MailCloud.Storage;

/// <summary>All that the service keeps, in one storage account. A process makes one of these.</summary>
public sealed class MailStorage : IAsyncDisposable
{
    private readonly StorageClients clients;
    private readonly BeaconTable beaconTable;
    private readonly Beacon beacon;
    private readonly Channel<string> sent = Channel.CreateBounded<string>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public MailStorage(StorageConnection connection, TimeProvider time, ILoggerFactory loggers)
        : this(connection, time, loggers, []) { }

    internal MailStorage(StorageConnection connection, TimeProvider time, ILoggerFactory loggers, params HttpPipelinePolicy[] policies)
    {
        clients = new StorageClients(connection, policies);
        beaconTable = new BeaconTable(clients.Table(TableNames.Beacon), time);
        beacon = new Beacon(beaconTable, time, loggers.CreateLogger<MailStorage>());

        var container = clients.Container(ContainerNames.Messages);
        var blobs = new PackBlobs(container);
        var cache = new PackCache(StorageLimits.PackCacheOctets);
        var packs = new PackWriter(blobs, cache, time);
        Directory = new TableDirectory(clients, time);
        Quotas = new QuotaPolicy(Directory);
        Store = new QuotaMailStore(new AzureMailStore(clients, beacon, packs, new PackReader(blobs, cache), time), Quotas);
        Maildrops = new MaildropTable(clients.Table(TableNames.Accounts), time, loggers.CreateLogger<MailStorage>());
        StsPolicies = new StsPolicyTable(clients);
        TlsObservations = new TlsObservationTable(clients);
        Greylist = new TableGreylist(clients.Table(TableNames.Greylist));
        Objects = new TableObjectStore(clients);
        WebKeys = new KeyBlobs(clients.Container(ContainerNames.Keys));
        DeliveryQueue = new DeliveryQueue(Queue(QueueNames.Deliver), container);
        Spool = new Spool(packs, DeliveryQueue, time);
        Backup = new StorageBackup(clients, time);
        Restore = new StorageRestore(clients, Store, time);
        QueueLevels = new QueueLevels([.. QueueNames.All.Select(Queue)], time);
        Outgoing = new OutgoingStore(
            clients.Table(TableNames.Outbound),
            new PackReferences(clients.Table(TableNames.References)),
            Queue(QueueNames.Send)
        );
        Submissions = new SubmissionQueue(Queue(QueueNames.Submit), Queue(QueueNames.Submit + QueueNames.Poison));
        Lessons = new LessonQueue(Queue(QueueNames.Train));
        Models = new ModelBlobs(clients.Container(ContainerNames.Models));
        IndexRequests = new IndexQueue(Queue(QueueNames.Index));
        Uploads = new UploadBlobs(clients.Container(ContainerNames.Uploads));
        Indexes = new IndexBlobs(clients.Container(ContainerNames.Indexes));
        Rendered = new RenderedBlobs(clients.Container(ContainerNames.Rendered));
    }

    /// <summary>The accounts; their quotas hold whoever writes.</summary>
    public IMailStore Store { get; }

    public QuotaPolicy Quotas { get; }

    public IDirectory Directory { get; }

    public ISpool Spool { get; }

    /// <summary>Who reads an account's mail over POP3, across all listeners.</summary>
    public IMaildropLock Maildrops { get; }

    /// <summary>Other domains' MTA-STS policies.</summary>
    public IStsPolicyStore StsPolicies { get; }

    /// <summary>What other domains are to be told about their TLS.</summary>
    public ITlsObservationStore TlsObservations { get; }

    public IGreylist Greylist { get; }

    /// <summary>What accounts have besides mail.</summary>
    public IObjectStore Objects { get; }

    public DeliveryQueue DeliveryQueue { get; }

    /// <summary>Copies all of it into a folder.</summary>
    public StorageBackup Backup { get; }

    /// <summary>Brings a copy back.</summary>
    public StorageRestore Restore { get; }

    /// <summary>How full the queues are.</summary>
    public QueueLevels QueueLevels { get; }

    public IOutgoingStore Outgoing { get; }

    /// <summary>What users have sent through the API, and what waits for its time.</summary>
    public SubmissionQueue Submissions { get; }

    /// <summary>What users teach the spam filter.</summary>
    public LessonQueue Lessons { get; }

    /// <summary>What the spam filter has learned.</summary>
    public IModelStore Models { get; }

    /// <summary>What clients of JMAP have sent and mean to use soon.</summary>
    public IUploadStore Uploads { get; }

    /// <summary>Accounts whose text index is to be brought up to date.</summary>
    public IndexQueue IndexRequests { get; }

    /// <summary>The text indexes.</summary>
    public IIndexStore Indexes { get; }

    /// <summary>Messages as the webmail shows them.</summary>
    public IRenderCache Rendered { get; }

    /// <summary>The keys that protect the webmail's cookies.</summary>
    public IXmlRepository WebKeys { get; }

    /// <summary>
    /// The names of queues that this process put a message on. A pump in the same process reads them and need not wait for its next look. Some may be
    /// missing when many come at once: it only says that a look pays.
    /// </summary>
    public ChannelReader<string> MessagesSent => sent.Reader;

    /// <summary>One of the queues (<see cref="QueueNames"/>).</summary>
    public WorkQueue Queue(string name) => new(clients.Queue(name), sent.Writer);

    /// <summary>Makes the tables, containers and queues that are not there; deployments and tests do so once.</summary>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => clients.EnsureCreatedAsync(cancellationToken);

    /// <summary>Deletes announcements of changes that nobody needs any more; a timer does so now and then.</summary>
    public Task PruneBeaconAsync(DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        beaconTable.DeleteAsync(olderThan, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await beacon.DisposeAsync();
        clients.Dispose();
    }
}
