using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Delivery;

/// <summary>A message that was accepted.</summary>
/// <param name="ReceivedSeconds">When it was accepted, in seconds since 1970 UTC; becomes INTERNALDATE.</param>
public sealed record SpooledMessage(MessageReference Content, SmtpEnvelope Envelope, long ReceivedSeconds)
{
    /// <summary>The trace under which it was accepted, as W3C Trace Context writes it; null: none was kept.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>Messages of one pack that wait to be delivered: the body of one message of the queue <c>deliver</c>.</summary>
public sealed record DeliveryBatch(PackId Pack, ImmutableArray<SpooledMessage> Messages);

/// <summary>Where the SMTP engine hands over what it accepts.</summary>
public interface ISpool
{
    /// <summary>Begins to take in a message. Nothing is kept unless <see cref="ISpoolWriter.CompleteAsync"/> returns.</summary>
    ISpoolWriter BeginMessage();
}

/// <summary>A message on its way into the spool. Memory is bounded however large it is. Dispose without completing drops it.</summary>
public interface ISpoolWriter : IAsyncDisposable
{
    /// <summary>Octets written so far.</summary>
    long Length { get; }

    /// <summary>Appends bytes; they are copied or sent before it returns.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the message and its hand-off durable; only then may the client be told <c>250</c>. <paramref name="prefix"/> (header fields that the
    /// server adds) is put in front of what was written.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Storage failed: the client is told <c>451</c> and keeps the message.</exception>
    ValueTask<MessageReference> CompleteAsync(ReadOnlyMemory<byte> prefix, SmtpEnvelope envelope, CancellationToken cancellationToken);
}

/// <summary>The queue <c>deliver</c>, as its function uses it: one message that could not be delivered goes back alone.</summary>
public interface IDeliveryQueue
{
    /// <summary>Puts a batch on the queue, to be seen after <paramref name="delay"/>.</summary>
    ValueTask EnqueueAsync(DeliveryBatch batch, TimeSpan delay, CancellationToken cancellationToken);
}
