using System.Collections.Immutable;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.SenderAuthentication.Results;
using MailCloud.Smtp.Checks;

namespace MailCloud.Smtp.Content;

/// <summary>
/// A message on its way from the client past the checks of its content into the spool. Once it has failed, because it is too large or storage does not
/// answer, it takes the rest and drops it: a client hears of a failure only when it has sent all (RFC 5321 §4.1.1.4). Dispose without
/// <see cref="CompleteAsync"/> keeps nothing.
/// </summary>
internal sealed class IncomingMessage : IAsyncDisposable
{
    private readonly SmtpOptions options;
    private readonly IncomingHeader header;
    private readonly ImmutableArray<IContentInspection> inspections;
    private ISpoolWriter? writer;
    private bool isHeaderWritten;

    public IncomingMessage(ISpool spool, SmtpOptions options, ImmutableArray<IContentInspection> inspections)
    {
        this.options = options;
        this.inspections = inspections;
        header = new IncomingHeader(options.MaxHeaderOctets);
        try
        {
            writer = spool.BeginMessage();
        }
        catch (StoreUnavailableException e)
        {
            (Failure, Outage) = (SmtpReply.StorageUnavailable, e);
        }
    }

    public HeaderScan Header => header.Facts;

    /// <summary>The header as it came, with the blank line that ends it; empty where the message begins with text.</summary>
    public ReadOnlyMemory<byte> HeaderOctets => header.Octets;

    /// <summary>Octets that were taken, dropped ones included.</summary>
    public long Octets { get; private set; }

    /// <summary>Why the message cannot be accepted any more; null: it can.</summary>
    public SmtpReply? Failure { get; private set; }

    /// <summary>Why storage let the message fail; null: it did not.</summary>
    public StoreUnavailableException? Outage { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets)
    {
        Octets += octets.Length;
        if (Octets > options.MaxMessageOctets)
            await FailAsync(SmtpReply.MessageTooLarge);
        if (writer is null)
            return;
        if (isHeaderWritten)
            await WriteBodyAsync(octets);
        else
            await AddToHeaderAsync(octets);
    }

    /// <summary>The message is over; what the checks of its content find decides about it, unless it has <see cref="Failure"/> by now.</summary>
    public async ValueTask EndAsync()
    {
        header.End();
        if (writer is not null && !isHeaderWritten)
            await WriteHeaderAsync();
    }

    /// <summary>What the checks of the content say, in their order, up to the first that refuses.</summary>
    public async ValueTask<Verdict> JudgeAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        var verdict = Verdict.Accept;
        foreach (var inspection in inspections)
        {
            verdict = verdict.And(await inspection.CompleteAsync(message with { Verdict = verdict }, cancellationToken));
            if (verdict.Refusal is not null)
                break;
        }
        return verdict;
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

    public async ValueTask DisposeAsync()
    {
        foreach (var inspection in inspections)
            inspection.Dispose();
        header.Dispose();
        await DropAsync();
    }

    private async ValueTask AddToHeaderAsync(ReadOnlyMemory<byte> octets)
    {
        header.Add(octets.Span);
        if (header.IsTooLarge)
            await FailAsync(SmtpReply.HeaderTooLarge);
        else if (header.IsWhole)
            await WriteHeaderAsync();
    }

    private async ValueTask WriteHeaderAsync()
    {
        isHeaderWritten = true;
        foreach (var inspection in inspections)
            inspection.Header(header.Octets);
        // Only this server may speak in its name (RFC 8601 §5).
        await StoreAsync(HeaderFilter.RemoveForged(header.Octets, options.HostName));
        if (!header.Rest.IsEmpty)
            await WriteBodyAsync(header.Rest);
    }

    private async ValueTask WriteBodyAsync(ReadOnlyMemory<byte> octets)
    {
        foreach (var inspection in inspections)
            inspection.Body(octets.Span);
        await StoreAsync(octets);
    }

    private async ValueTask StoreAsync(ReadOnlyMemory<byte> octets)
    {
        if (writer is null)
            return;
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

    private async ValueTask FailAsync(SmtpReply failure)
    {
        Failure ??= failure;
        await DropAsync();
    }

    private async ValueTask DropAsync()
    {
        if (writer is not null)
            await writer.DisposeAsync();
        writer = null;
    }
}
