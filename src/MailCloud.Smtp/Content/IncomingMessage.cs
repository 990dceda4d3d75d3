using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;

namespace MailCloud.Smtp.Content;

/// <summary>
/// A message on its way from the client into the spool. Once it has failed, because it is too large or storage does not answer, it takes the rest and drops
/// it: a client hears of a failure only when it has sent all (RFC 5321 §4.1.1.4). Dispose without <see cref="CompleteAsync"/> keeps nothing.
/// </summary>
internal sealed class IncomingMessage : IAsyncDisposable
{
    private readonly long maxOctets;
    private ISpoolWriter? writer;

    public IncomingMessage(ISpool spool, long maxOctets)
    {
        this.maxOctets = maxOctets;
        try
        {
            writer = spool.BeginMessage();
        }
        catch (StoreUnavailableException e)
        {
            (Failure, Outage) = (SmtpReply.StorageUnavailable, e);
        }
    }

    public HeaderScan Header { get; } = new();

    /// <summary>Octets that were taken, dropped ones included.</summary>
    public long Octets { get; private set; }

    /// <summary>Why the message cannot be accepted any more; null: it can.</summary>
    public SmtpReply? Failure { get; private set; }

    /// <summary>Why storage let the message fail; null: it did not.</summary>
    public StoreUnavailableException? Outage { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets)
    {
        Octets += octets.Length;
        if (Octets > maxOctets && Failure is null)
            await FailAsync(SmtpReply.MessageTooLarge);
        if (writer is null)
            return;
        Header.Add(octets.Span);
        try
        {
            await writer.WriteAsync(octets, CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            Outage = e;
            await FailAsync(SmtpReply.StorageUnavailable);
        }
    }

    /// <summary>Makes the message durable behind the fields that the server adds.</summary>
    /// <exception cref="StoreUnavailableException">It is not kept.</exception>
    public async ValueTask CompleteAsync(ReadOnlyMemory<byte> fields, SmtpEnvelope envelope)
    {
        if (writer is null)
            throw new InvalidOperationException("The message has failed.");
        // The whole message is here. A server that shuts down waits for what it is about to accept.
        await writer.CompleteAsync(fields, envelope, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask FailAsync(SmtpReply failure)
    {
        Failure = failure;
        await DisposeAsync();
        writer = null;
    }
}
