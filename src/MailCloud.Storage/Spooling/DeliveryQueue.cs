using System.Text;
using Azure.Storage.Blobs;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Storage.Format;
using MailCloud.Storage.Packs;

namespace MailCloud.Storage.Spooling;

/// <summary>The queue <c>deliver</c>: batches of accepted messages, each batch one message of the queue.</summary>
public sealed class DeliveryQueue : IDeliveryQueue
{
    private readonly WorkQueue queue;
    private readonly BlobContainerClient packs;

    internal DeliveryQueue(WorkQueue queue, BlobContainerClient packs)
    {
        this.queue = queue;
        this.packs = packs;
    }

    /// <inheritdoc/>
    public async ValueTask EnqueueAsync(DeliveryBatch batch, TimeSpan delay, CancellationToken cancellationToken)
    {
        var text = DeliveryBatchFormat.Encode(batch);
        if (Encoding.UTF8.GetByteCount(text) > WorkQueue.MaxOctets)
            text = DeliveryBatchFormat.EncodeBeside(batch.Pack, await PutBesideAsync(batch.Pack, text, cancellationToken));
        await queue.SendAsync(text, delay, cancellationToken);
    }

    /// <summary>What a message of the queue says.</summary>
    /// <exception cref="InvalidDataException">It is no such message.</exception>
    /// <exception cref="StoreUnavailableException">The envelopes beside the pack cannot be read now.</exception>
    public async ValueTask<DeliveryBatch> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var (batch, blob) = DeliveryBatchFormat.Decode(text);
        if (blob is null)
            return batch;
        var beside = await StorageCall.RunAsync(cancel => packs.GetBlobClient(blob).DownloadContentAsync(cancel), cancellationToken);
        return DeliveryBatchFormat.Decode(beside.Value.Content.ToString()).Batch;
    }

    /// <summary>Puts envelopes beside their pack, where they go when it goes. A message that is delivered anew alone gets its own.</summary>
    private async Task<string> PutBesideAsync(PackId pack, string text, CancellationToken cancellationToken)
    {
        var name = $"{PackBlobs.NameOf(pack)}.{Guid.NewGuid():N}.envelope";
        var content = BinaryData.FromString(text);
        await StorageCall.RunAsync(cancel => packs.GetBlobClient(name).UploadAsync(content, overwrite: true, cancel), cancellationToken);
        return name;
    }
}
