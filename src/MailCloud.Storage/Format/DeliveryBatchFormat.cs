using Google.Protobuf;
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
        delivery.Messages.AddRange(batch.Messages.Select(EnvelopeFormat.Encode));
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
            var batch = new DeliveryBatch(pack, [.. delivery.Messages.Select(message => EnvelopeFormat.Decode(pack, message))]);
            return (batch, delivery.EnvelopeBlob.Length > 0 ? delivery.EnvelopeBlob : null);
        }
        catch (Exception e) when (StoredDamage.Is(e))
        {
            throw new InvalidDataException("This is no message of queue deliver.", e);
        }
    }
}
