using System.Globalization;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;

namespace MailCloud.Outbound.Client;

/// <summary>MAIL and RCPT for a message and a server: each parameter if there is something to say and the server offers to hear it.</summary>
internal sealed class EnvelopeCommands(OutboundMessage message, ServerExtensions server)
{
    private SmtpEnvelope Envelope => message.Envelope;

    /// <summary>
    /// Whether the message cannot go without SMTPUTF8, whoever it goes to (RFC 6531 §3.2). A domain has A-labels for servers without; a local part and a header
    /// have nothing.
    /// </summary>
    public bool NeedsSmtpUtf8 => NeedsSmtpUtf8For(Envelope.ReversePath) || (Envelope.IsInternational && message.Content.HasEightBitHeader);

    /// <summary>Whether an address cannot go without SMTPUTF8.</summary>
    public static bool NeedsSmtpUtf8For(Address? address) => address is not null && !Ascii.IsValid(address.LocalPart);

    /// <summary>The MAIL command (RFC 5321 §4.1.1.2).</summary>
    /// <param name="isInternational">Whether the message or a recipient needs SMTPUTF8.</param>
    public string Mail(bool isInternational)
    {
        var command = new StringBuilder($"MAIL FROM:<{(Envelope.ReversePath is { } sender ? Wire(sender) : "")}>");
        if (server.HasSize)
            command.Append(CultureInfo.InvariantCulture, $" SIZE={message.Content.Length}");
        if (server.HasEightBitMime && message.Content.HasEightBit)
            command.Append(" BODY=8BITMIME");
        if (server.HasSmtpUtf8 && (isInternational || Envelope.IsInternational))
            command.Append(" SMTPUTF8");
        if (Envelope.RequireTls)
            command.Append(" REQUIRETLS");
        if (server.HasDsn && Envelope.Return is not ReturnContent.Unspecified)
            command.Append(Envelope.Return is ReturnContent.Full ? " RET=FULL" : " RET=HDRS");
        if (server.HasDsn && Envelope.EnvelopeId is { } id)
            command.Append($" ENVID={Xtext.Encode(id)}");
        return command.ToString();
    }

    /// <summary>The RCPT command (RFC 5321 §4.1.1.3).</summary>
    public string Recipient(EnvelopeRecipient recipient)
    {
        var command = new StringBuilder($"RCPT TO:<{Wire(recipient.Address)}>");
        if (server.HasDsn && recipient.Notify is not NotifyOn.Unspecified)
            command.Append($" NOTIFY={Words(recipient.Notify)}");
        if (server.HasDsn && recipient.OriginalRecipient is { } original)
            command.Append($" ORCPT={original.AddressType};{Xtext.Encode(original.Address)}");
        return command.ToString();
    }

    private string Wire(Address address) =>
        server.HasSmtpUtf8 || Ascii.IsValid(address.Domain)
            ? address.ToWire()
            : new Address(address.LocalPart, DomainName.Canonicalize(address.Domain) ?? address.Domain).ToWire();

    // RFC 3461 §4.1: NEVER, or a list.
    private static string Words(NotifyOn notify) =>
        string.Join(',', Enum.GetValues<NotifyOn>().Where(word => word is not NotifyOn.Unspecified && notify.HasFlag(word)))
            .ToUpperInvariant();
}
