using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MailCloud.Storage.Metering;
using MailCloud.Storage.Spooling;

namespace MailCloud.Storage;

/// <summary>The Azure clients, on one pool of connections, with retries that end in bounded time.</summary>
internal sealed class StorageClients : IDisposable
{
    private const int MaxConnections = 64;
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(10);

    private readonly HttpClient http;
    private readonly BlobServiceClient blobs;
    private readonly QueueServiceClient queues;
    private readonly TableServiceClient tables;
    private readonly TableServiceClient tablesWithoutRetries;

    /// <param name="policies">Steps that every try of every request passes; tests make storage fail with them.</param>
    public StorageClients(StorageConnection connection, params HttpPipelinePolicy[] policies)
    {
        http = new HttpClient(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = MaxConnections,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                // A service that moves is found again.
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                AutomaticDecompression = DecompressionMethods.None,
                UseCookies = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var blobOptions = Configure(new BlobClientOptions(), StorageServiceKind.Blob, policies);
        var queueOptions = Configure(
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 },
            StorageServiceKind.Queue,
            policies
        );
        queueOptions.MessageDecodingFailed += SetAsideAsync;
        var tableOptions = Configure(new TableClientOptions(), StorageServiceKind.Table, policies);
        var singleTry = Configure(new TableClientOptions(), StorageServiceKind.Table, policies);
        singleTry.Retry.MaxRetries = 0;
        if (connection.ConnectionString is { } text)
        {
            blobs = new BlobServiceClient(text, blobOptions);
            queues = new QueueServiceClient(text, queueOptions);
            tables = new TableServiceClient(text, tableOptions);
            tablesWithoutRetries = new TableServiceClient(text, singleTry);
        }
        else
        {
            blobs = new BlobServiceClient(connection.Blobs, connection.Credential, blobOptions);
            queues = new QueueServiceClient(connection.Queues, connection.Credential, queueOptions);
            tables = new TableServiceClient(connection.Tables, connection.Credential, tableOptions);
            tablesWithoutRetries = new TableServiceClient(connection.Tables, connection.Credential, singleTry);
        }
    }

    public TableClient Table(string name) => tables.GetTableClient(name);

    /// <summary>For writes that must not be repeated unseen: a repeated insert whose first answer was lost collides with itself.</summary>
    public TableClient TableWithoutRetries(string name) => tablesWithoutRetries.GetTableClient(name);

    public BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(name);

    public QueueClient Queue(string name) => queues.GetQueueClient(name);

    /// <summary>Makes the tables, containers and queues that are not there.</summary>
    public async Task EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        foreach (var name in TableNames.All)
            await StorageCall.RunAsync(cancel => tables.CreateTableIfNotExistsAsync(name, cancel), cancellationToken);
        foreach (var name in ContainerNames.All)
            await StorageCall.RunAsync(cancel => Container(name).CreateIfNotExistsAsync(cancellationToken: cancel), cancellationToken);
        foreach (var name in QueueNames.All)
            await StorageCall.RunAsync(cancel => Queue(name).CreateIfNotExistsAsync(cancellationToken: cancel), cancellationToken);
    }

    public void Dispose() => http.Dispose();

    /// <summary>Moves a message that is no base64, which nothing of ours put there, out of the way of the others.</summary>
    private async Task SetAsideAsync(QueueMessageDecodingFailedEventArgs failed)
    {
        // What is aside already stays where it is.
        if (failed.ReceivedMessage is not { } message || failed.Queue.Name.EndsWith(QueueNames.Poison, StringComparison.Ordinal))
            return;
        await Queue(failed.Queue.Name + QueueNames.Poison)
            .SendMessageAsync(message.Body.ToString(), TimeSpan.Zero, WorkQueue.Never, failed.CancellationToken);
        await failed.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, failed.CancellationToken);
    }

    private T Configure<T>(T options, StorageServiceKind service, HttpPipelinePolicy[] policies)
        where T : ClientOptions
    {
        options.Transport = new HttpClientTransport(http);
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 4;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TryLimit;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.AddPolicy(new MeteringPolicy(service), HttpPipelinePosition.PerRetry);
        foreach (var policy in policies)
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        return options;
    }
}
