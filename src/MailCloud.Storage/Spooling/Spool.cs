using System.Diagnostics;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Storage.Packs;

namespace MailCloud.Storage.Spooling;

/// <summary>
/// Takes in accepted messages: a pack, then one message of the queue that names what is in it and for whom. Messages that are completed while others
/// are being written go together.
/// </summary>
internal sealed class Spool : ISpool
{
    private readonly PackWriter packs;
    private readonly DeliveryQueue queue;
    private readonly TimeProvider time;
    private readonly Batcher<Accepted, MessageReference> batcher;

    private sealed record Accepted(CompleteMessage Message, SmtpEnvelope Envelope, long ReceivedSeconds, string? TraceParent);

    public Spool(PackWriter packs, DeliveryQueue queue, TimeProvider time)
    {
        this.packs = packs;
        this.queue = queue;
        this.time = time;
        batcher = new(HandOverAsync, StorageLimits.PackMessages, accepted => accepted.Message.Length, StorageLimits.PackOctets);
    }

    public ISpoolWriter BeginMessage() => new SpoolWriter(this);

    private async Task HandOverAsync(IReadOnlyList<Pending<Accepted, MessageReference>> batch)
    {
        var references = await packs.WriteAsync([.. batch.Select(pending => pending.Request.Message)], CancellationToken.None);
        // A pack of its own, for a large message, has its own message of the queue.
        var byPack = batch.Zip(references).GroupBy(pair => pair.Second.Pack);
        await Task.WhenAll(byPack.Select(pack => EnqueueAsync(pack.Key, [.. pack])));
    }

    private async Task EnqueueAsync(PackId pack, List<(Pending<Accepted, MessageReference> Pending, MessageReference Reference)> accepted)
    {
        var messages = accepted.Select(pair => new SpooledMessage(
            pair.Reference,
            pair.Pending.Request.Envelope,
            pair.Pending.Request.ReceivedSeconds
        )
        {
            TraceParent = pair.Pending.Request.TraceParent,
        });
        try
        {
            await queue.EnqueueAsync(new DeliveryBatch(pack, [.. messages]), TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Only those of this pack are told to come again.
            accepted.ForEach(pair => pair.Pending.TrySetException(e));
            return;
        }
        accepted.ForEach(pair => pair.Pending.TrySetResult(pair.Reference));
    }

    private sealed class SpoolWriter(Spool spool) : ISpoolWriter
    {
        private readonly IncomingMessage incoming = spool.packs.Begin();

        public long Length => incoming.Length;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            incoming.WriteAsync(bytes, cancellationToken);

        public async ValueTask<MessageReference> CompleteAsync(
            ReadOnlyMemory<byte> prefix,
            SmtpEnvelope envelope,
            CancellationToken cancellationToken
        )
        {
            var received = spool.time.GetUtcNow().ToUnixTimeSeconds();
            var message = await incoming.CompleteAsync(prefix, cancellationToken);
            return await spool.batcher.RunAsync(
                new Accepted(message, envelope, received, Activity.Current is { Recorded: true } trace ? trace.Id : null),
                cancellationToken
            );
        }

        public ValueTask DisposeAsync() => incoming.DisposeAsync();
    }
}
