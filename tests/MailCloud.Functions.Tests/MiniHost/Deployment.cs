using System.Text;
using Azure.Storage.Queues;
using MailCloud.Functions.Hosting;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Storage;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>The service as deployed, as far as mail is concerned behind the SMTP engine: a storage account, and the published functions app over it.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    public const string Domain = "example.test";

    /// <summary>Everything is as in the files but this, which application settings may change: tests cannot wait a minute for each attempt.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly AzuriteServer azurite;
    private readonly FunctionFiles files;
    private MailStorage? storage;
    private TriggerHost? triggers;

    private Deployment(AzuriteServer azurite, PublishedHandler handler)
    {
        this.azurite = azurite;
        files = FunctionFiles.Read(handler.Folder);
        var extensions = files.Host.Extensions with { Queues = files.Host.Extensions.Queues with { VisibilityTimeout = RetryDelay } };
        files = files with { Host = files.Host with { Extensions = extensions } };
    }

    public MailStorage Storage => storage!;

    public string ConnectionString => azurite.ConnectionString;

    public MiniFunctionsHost Host { get; private set; } = null!;

    public FrontDoor Door { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="withTriggers">False: nothing runs the functions but what the test sends.</param>
    public static async Task<Deployment> StartAsync(PublishedHandler handler, bool withTriggers = true)
    {
        var deployment = new Deployment(await AzuriteServer.StartAsync(), handler);
        try
        {
            await deployment.StartPartsAsync(handler);
            if (withTriggers)
                await deployment.StartTriggersAsync();
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on queues and timers run the functions.</summary>
    public async Task StartTriggersAsync() => triggers = await TriggerHost.StartAsync(Host, files, ConnectionString);

    private async Task StartPartsAsync(PublishedHandler handler)
    {
        storage = new MailStorage(
            StorageConnection.FromConnectionString(ConnectionString),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await Storage.EnsureCreatedAsync(Cancel);
        await Storage.Directory.AddDomainAsync(new Domain(Domain), Cancel);
        Host = await MiniFunctionsHost.StartAsync(
            handler,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["MAILCLOUD_STORAGE"] = ConnectionString,
                ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = $"{RetryDelay:c}",
            }
        );
        Door = await FrontDoor.StartAsync(Host, files);
    }

    public async ValueTask DisposeAsync()
    {
        if (triggers is not null)
            await triggers.DisposeAsync();
        if (Door is not null)
            await Door.DisposeAsync();
        if (Host is not null)
            await Host.DisposeAsync();
        if (storage is not null)
            await storage.DisposeAsync();
        await azurite.DisposeAsync();
    }

    public static Address At(string localPart) => new(localPart, Domain);

    public async Task AddAccountAsync(string localPart)
    {
        var account = new AccountId($"{localPart}@{Domain}");
        await Storage.Store.CreateAccountAsync(account, Cancel);
        await Storage.Directory.AddAsync(new AccountAddress(At(localPart), account), Cancel);
    }

    /// <summary>Accepts a message as the SMTP engine does.</summary>
    public async Task<MessageReference> AcceptAsync(string subject, params Address[] recipients)
    {
        await using var writer = Storage.Spool.BeginMessage();
        await writer.WriteAsync(Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nHello.\r\n"), Cancel);
        return await writer.CompleteAsync(
            "Received: by this test\r\n"u8.ToArray(),
            new SmtpEnvelope(new Address("sender", "elsewhere.test"), [.. recipients]),
            Cancel
        );
    }

    /// <summary>The subjects of the messages in an inbox, in order of arrival.</summary>
    public async Task<string[]> InboxAsync(string localPart)
    {
        var state = await Storage.Store.ReadAsync(new AccountId($"{localPart}@{Domain}"), StateDepth.Messages, Cancel);
        var inbox = state!.Messages(state.Directory.Find(MailboxRole.Inbox)!.Id);
        var subjects = new List<string>();
        foreach (var message in inbox.Stretches.SelectMany(stretch => stretch.ToArray()))
            subjects.Add((await message.Summary.ReadAsync(Cancel)).Envelope.Subject ?? "");
        return [.. subjects];
    }

    /// <summary>Waits until an inbox holds so many messages, and a moment longer for those that should not come.</summary>
    public async Task<string[]> WaitForInboxAsync(string localPart, int count)
    {
        await Eventually.AsyncTrue(async () => (await InboxAsync(localPart)).Length >= count, $"{count} messages for {localPart}");
        return await InboxAsync(localPart);
    }

    /// <summary>How many messages a queue holds, those in work included.</summary>
    public async Task<int> CountAsync(string queue)
    {
        var properties = await new QueueClient(azurite.ConnectionString, queue).GetPropertiesAsync(Cancel);
        return properties.Value.ApproximateMessagesCount;
    }

    /// <summary>The texts on a queue that nobody works on.</summary>
    public async Task<string[]> PeekAsync(string queue) =>
        [.. (await Storage.Queue(queue).ReceiveAsync(32, TimeSpan.FromSeconds(1), Cancel)).Select(item => item.Text)];
}
