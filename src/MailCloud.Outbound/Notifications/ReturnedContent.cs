using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Content;
using MimeKit;

namespace MailCloud.Outbound.Notifications;

/// <summary>What comes back of a message with a report (RFC 3461 §6.2): all of it, or its header.</summary>
public sealed class ReturnedContent
{
    /// <summary>A message above this size comes back as its header, whatever its sender wanted.</summary>
    public const int MaxFullOctets = 64 * 1024;

    private const int MaxHeaderOctets = 64 * 1024;

    private readonly byte[] octets;
    private readonly bool isFull;

    private ReturnedContent(byte[] octets, bool isFull) => (this.octets, this.isFull) = (octets, isFull);

    /// <summary>The message's id, without its angle brackets; null: it has none.</summary>
    public string? MessageId { get; private init; }

    /// <summary>
    /// Reads what comes back. A failure brings back the whole message if its sender did not ask for the header only; other news bring back the header (RFC
    /// 3461 §5.3). Null: the content is gone.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    public static async ValueTask<ReturnedContent?> ReadAsync(IMailStore store, DeliveryReport report, CancellationToken cancellationToken)
    {
        var message = report.Message.Content;
        var isWhole =
            report.Action is ReportAction.Failed
            && report.Message.Envelope is { Return: not ReturnContent.Headers, RequireTls: false }
            && message.Length <= MaxFullOctets;
        try
        {
            var start = await StoredOctets.ReadStartAsync(
                store,
                message,
                Math.Min(message.Length, isWhole ? MaxFullOctets : MaxHeaderOctets),
                cancellationToken
            );
            return Of(start, isWhole);
        }
        catch (MessageMissingException)
        {
            return null;
        }
    }

    /// <summary>Beyond ASCII, the part is what RFC 6533 §4 calls it.</summary>
    internal MimePart ToPart()
    {
        var header = octets.AsSpan(0, HeaderEnd.Find(octets) ?? octets.Length);
        var isInternational = !System.Text.Ascii.IsValid(header);
        var (type, subtype) = (isFull, isInternational) switch
        {
            (true, false) => ("message", "rfc822"),
            (true, true) => ("message", "global"),
            (false, false) => ("text", "rfc822-headers"),
            (false, true) => ("message", "global-headers"),
        };
        return new MimePart(type, subtype)
        {
            Content = new MimeContent(new MemoryStream(octets)),
            ContentTransferEncoding = System.Text.Ascii.IsValid(octets) ? ContentEncoding.SevenBit : ContentEncoding.EightBit,
        };
    }

    private static ReturnedContent Of(byte[] start, bool isWhole)
    {
        var own = HeaderEnd.OfReturnPath(start);
        var header = HeaderEnd.Find(start) ?? start.Length;
        var kept = isWhole ? start[own..] : start[Math.Min(own, header)..header];
        return new ReturnedContent(kept, isWhole)
        {
            MessageId = Mail.Messages.MessageIds.First(Mail.Messages.MessageParser.Parse(start, "").Envelope.MessageId),
        };
    }
}
