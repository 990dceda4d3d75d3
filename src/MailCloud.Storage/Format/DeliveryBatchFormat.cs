using Google.Protobuf;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>Messages of queue <c>deliver</c>, as <c>delivery.proto</c> describes them, in protobuf's JSON.</summary>
internal static class DeliveryBatchFormat
{
    // Fields of later versions that an old reader may skip.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static string Encode(DeliveryBatch batch)
    {
        var delivery = new Proto.Delivery { Version = FormatVersion.Current, Pack = batch.Pack.ToString() };
        delivery.Messages.AddRange(batch.Messages.Select(Encode));
        return JsonFormatter.Default.Format(delivery);
    }

    /// <summary>A message that says: all of it is in that blob.</summary>
    public static string EncodeBeside(PackId pack, string blob) =>
        JsonFormatter.Default.Format(
            new Proto.Delivery
            {
                Version = FormatVersion.Current,
                Pack = pack.ToString(),
                EnvelopeBlob = blob,
            }
        );

    /// <summary>The batch, or the blob that holds it.</summary>
    /// <exception cref="InvalidDataException">This is no such message.</exception>
    public static (DeliveryBatch Batch, string? EnvelopeBlob) Decode(string text)
    {
        try
        {
            var delivery = Parser.Parse<Proto.Delivery>(text);
            FormatVersion.Require(delivery.Version, "A message of queue deliver");
            var pack = new PackId(Guid.ParseExact(delivery.Pack, "N"));
            var batch = new DeliveryBatch(pack, [.. delivery.Messages.Select(message => Decode(pack, message))]);
            return (batch, delivery.EnvelopeBlob.Length > 0 ? delivery.EnvelopeBlob : null);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException)
        {
            throw new InvalidDataException("This is no message of queue deliver.", e);
        }
    }

    private static Proto.Envelope Encode(SpooledMessage message)
    {
        var envelope = new Proto.Envelope
        {
            Offset = (ulong)message.Content.Offset,
            Length = (uint)message.Content.Length,
            Received = message.ReceivedSeconds,
        };
        if (message.ReversePath is { } reversePath)
            envelope.ReversePath = reversePath.ToString();
        envelope.Recipients.AddRange(message.Recipients.Select(recipient => recipient.ToString()));
        return envelope;
    }

    private static SpooledMessage Decode(PackId pack, Proto.Envelope envelope) =>
        new(
            new MessageReference(pack, (long)envelope.Offset, (int)envelope.Length),
            envelope.HasReversePath ? DecodeAddress(envelope.ReversePath) : null,
            [.. envelope.Recipients.Select(DecodeAddress)],
            envelope.Received
        );

    // A quoted local part may hold an @, a domain never does.
    internal static Address DecodeAddress(string text) =>
        text.LastIndexOf('@') is > 0 and var at && at < text.Length - 1
            ? new Address(text[..at], text[(at + 1)..])
            : throw new FormatException("A stored address has no domain.");
}
