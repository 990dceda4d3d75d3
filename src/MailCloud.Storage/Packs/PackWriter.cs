using MailCloud.Mail.Store;

namespace MailCloud.Storage.Packs;

/// <summary>
/// Writes messages into packs. Those that are completed while the last pack is in flight go together into the next one, so that under load one blob
/// write serves many messages: it costs as much as 139 table transactions.
/// </summary>
internal sealed class PackWriter
{
    private readonly PackBlobs blobs;
    private readonly PackCache cache;
    private readonly TimeProvider time;
    private readonly Batcher<CompleteMessage, MessageReference> batcher;

    public PackWriter(PackBlobs blobs, PackCache cache, TimeProvider time)
    {
        this.blobs = blobs;
        this.cache = cache;
        this.time = time;
        batcher = new(WriteAsync, StorageLimits.PackMessages, message => message.Length, StorageLimits.PackOctets);
    }

    public IncomingMessage Begin() => new(blobs, time);

    /// <summary>Stores a message, with others that come at the same time.</summary>
    public Task<MessageReference> AddAsync(CompleteMessage message, CancellationToken cancellationToken) =>
        message.Stored is { } stored ? Task.FromResult(stored) : batcher.RunAsync(message, cancellationToken);

    /// <summary>Stores these messages in one pack, apart from those that are packs of their own; gives back their memory.</summary>
    public async Task<IReadOnlyList<MessageReference>> WriteAsync(
        IReadOnlyList<CompleteMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var pack = PackId.New(time);
        var bytes = new byte[messages.Sum(message => message.Length)];
        var references = new List<MessageReference>(messages.Count);
        var offset = 0;
        foreach (var message in messages)
        {
            references.Add(message.Stored ?? new MessageReference(pack, offset, message.Length));
            message.Prefix.Span.CopyTo(bytes.AsSpan(offset));
            message.Body.Span.CopyTo(bytes.AsSpan(offset + message.Prefix.Length));
            offset += message.Length;
            message.Dispose();
        }
        if (references.Exists(reference => reference.Pack == pack))
        {
            await blobs.UploadAsync(pack, bytes, cancellationToken);
            cache.Add(pack, 0, bytes);
        }
        return references;
    }

    private async Task WriteAsync(IReadOnlyList<Pending<CompleteMessage, MessageReference>> batch)
    {
        var references = await WriteAsync([.. batch.Select(pending => pending.Request)], CancellationToken.None);
        for (var i = 0; i < batch.Count; i++)
            batch[i].TrySetResult(references[i]);
    }
}

/// <summary>What the store hands out for an APPEND.</summary>
internal sealed class StoredMessageWriter(PackWriter packs) : IMessageWriter
{
    private readonly IncomingMessage incoming = packs.Begin();

    public long Length => incoming.Length;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        incoming.WriteAsync(bytes, cancellationToken);

    public async ValueTask<MessageReference> CompleteAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) =>
        await packs.AddAsync(await incoming.CompleteAsync(prefix, cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => incoming.DisposeAsync();
}
