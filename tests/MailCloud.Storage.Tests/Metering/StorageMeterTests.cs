using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using MailCloud.Storage.Metering;

namespace MailCloud.Storage.Tests.Metering;

/// <summary>What is counted is what Azure's price list speaks of.</summary>
public class StorageMeterTests(StorageFixture storage)
{
    private static readonly HttpPipeline Pipeline = HttpPipelineBuilder.Build(new BlobClientOptions());

    [Theory]
    [InlineData("blob", "PUT", "https://a.blob.example/messages/2026/11/24/x", "PutBlob")]
    [InlineData("blob", "PUT", "https://a.blob.example/messages/x?comp=block&blockid=AA", "PutBlock")]
    [InlineData("blob", "PUT", "https://a.blob.example/messages/x?comp=blocklist", "PutBlockList")]
    [InlineData("blob", "GET", "https://a.blob.example/messages/x", "GetBlob")]
    [InlineData("blob", "HEAD", "https://a.blob.example/messages/x", "GetBlobProperties")]
    [InlineData("blob", "DELETE", "https://a.blob.example/messages/x", "DeleteBlob")]
    [InlineData("blob", "GET", "https://a.blob.example/messages?restype=container&comp=list&prefix=x", "ListBlobs")]
    [InlineData("queue", "POST", "https://a.queue.example/deliver/messages", "PutMessage")]
    [InlineData("queue", "GET", "https://a.queue.example/deliver/messages?numofmessages=16", "GetMessages")]
    [InlineData("queue", "DELETE", "https://a.queue.example/deliver/messages/1?popreceipt=x", "DeleteMessage")]
    [InlineData("queue", "PUT", "https://a.queue.example/deliver/messages/1?popreceipt=x", "UpdateMessage")]
    [InlineData("queue", "GET", "https://a.queue.example/deliver?comp=metadata", "GetQueueMetadata")]
    [InlineData("table", "GET", "https://a.table.example/accounts(PartitionKey='a',RowKey='head')", "GetEntity")]
    [InlineData("table", "GET", "https://a.table.example/accounts()?$filter=x", "QueryEntities")]
    [InlineData("table", "POST", "https://a.table.example/$batch", "EntityGroupTransaction")]
    [InlineData("table", "POST", "https://a.table.example/accounts", "InsertEntity")]
    [InlineData("table", "PUT", "https://a.table.example/accounts(PartitionKey='a',RowKey='b')", "UpdateEntity")]
    [InlineData("table", "PATCH", "https://a.table.example/accounts(PartitionKey='a',RowKey='b')", "MergeEntity")]
    [InlineData("table", "DELETE", "https://a.table.example/accounts(PartitionKey='a',RowKey='b')", "DeleteEntity")]
    public void A_request_has_the_name_of_its_operation(string service, string method, string address, string operation)
    {
        using var request = Pipeline.CreateRequest();
        request.Method = RequestMethod.Parse(method);
        request.Uri.Reset(new Uri(address));
        var kind = Enum.Parse<StorageServiceKind>(service, ignoreCase: true);
        Assert.Equal(operation, StorageOperations.NameOf(kind, request));
        Assert.Equal(service, StorageOperations.NameOf(kind));
    }

    [Fact]
    public async Task Each_request_is_counted_with_what_came_of_it()
    {
        var seen = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Name is StorageMeter.OperationsInstrument)
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, count, tags, _) =>
                seen.AddOrUpdate(string.Join(' ', tags.ToArray().Select(tag => tag.Value)), count, (_, all) => all + count)
        );
        listener.Start();

        var mail = await storage.OpenAsync();
        await mail.Directory.FindDomainAsync($"{Guid.NewGuid():N}.example", TestContext.Current.CancellationToken);

        Assert.Contains("table GetEntity missing", seen.Keys);
        Assert.All(seen.Keys, key => Assert.DoesNotContain("Other", key, StringComparison.Ordinal));
    }

    [Fact]
    public void While_nobody_listens_a_request_costs_no_memory()
    {
        using var message = Pipeline.CreateMessage();
        var policy = new MeteringPolicy(StorageServiceKind.Blob);
        HttpPipelinePolicy[] rest = [new Answered()];
        for (var i = 0; i < 1000; i++)
            Pass();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Pass();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000 * BytesOfRequest);

        void Pass() => Assert.True(policy.ProcessAsync(message, rest).AsTask().IsCompletedSuccessfully);
    }

    // A debug build's asynchronous method is an object; a release build allocates nothing.
    private const int BytesOfRequest = 256;

    private sealed class Answered : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) { }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => default;
    }
}
