using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Format;

/// <summary>A message that waits to be delivered and its envelope, as <c>Envelope</c> of <c>delivery.proto</c>.</summary>
internal static class EnvelopeFormat
{
    public static Proto.Envelope Encode(SpooledMessage message)
    {
        var envelope = message.Envelope;
        var encoded = new Proto.Envelope
        {
            Offset = (ulong)message.Content.Offset,
            Length = (uint)message.Content.Length,
            Received = message.ReceivedSeconds,
            Return = (uint)envelope.Return,
            RequireTls = envelope.RequireTls,
            International = envelope.IsInternational,
            Junk = envelope.Disposition is Disposition.Junk,
            Report = envelope.IsReport,
            FromTrustedNetwork = envelope.IsFromTrustedNetwork,
        };
        if (envelope.ReversePath is { } reversePath)
            encoded.ReversePath = reversePath.ToString();
        if (envelope.EnvelopeId is { } id)
            encoded.EnvelopeId = id;
        if (envelope.Submitter is { } submitter)
            encoded.Submitter = submitter.Value;
        if (envelope.SpamScore is { } score)
            encoded.SpamScore = score;
        if (message.TraceParent is { } trace)
            encoded.TraceParent = trace;
        encoded.Recipients.AddRange(envelope.Recipients.Select(recipient => recipient.Address.ToString()));
        encoded.Wishes.AddRange(envelope.Recipients.Select(Encode).OfType<Proto.NotificationWish>());
        return encoded;
    }

    /// <exception cref="FormatException">An address has no domain.</exception>
    public static SpooledMessage Decode(PackId pack, Proto.Envelope encoded)
    {
        var recipients = encoded.Recipients.Select(text => new EnvelopeRecipient(DecodeAddress(text))).ToArray();
        foreach (var wish in encoded.Wishes)
            recipients[wish.Recipient] = Decode(recipients[wish.Recipient].Address, wish);
        var envelope = new SmtpEnvelope(
            encoded.HasReversePath ? DecodeAddress(encoded.ReversePath) : null,
            ImmutableArray.Create(recipients)
        )
        {
            EnvelopeId = encoded.HasEnvelopeId ? encoded.EnvelopeId : null,
            Return = (ReturnContent)encoded.Return,
            RequireTls = encoded.RequireTls,
            IsInternational = encoded.International,
            Submitter = encoded.HasSubmitter ? new AccountId(encoded.Submitter) : null,
            IsReport = encoded.Report,
            IsFromTrustedNetwork = encoded.FromTrustedNetwork,
            Disposition = encoded.Junk ? Disposition.Junk : Disposition.Inbox,
            SpamScore = encoded.HasSpamScore ? encoded.SpamScore : null,
        };
        var content = new MessageReference(pack, (long)encoded.Offset, (int)encoded.Length);
        return new SpooledMessage(content, envelope, encoded.Received)
        {
            TraceParent = encoded.HasTraceParent ? encoded.TraceParent : null,
        };
    }

    // A quoted local part may hold an @, a domain never does.
    public static Address DecodeAddress(string text) =>
        text.LastIndexOf('@') is > 0 and var at && at < text.Length - 1
            ? new Address(text[..at], text[(at + 1)..])
            : throw new FormatException("A stored address has no domain.");

    private static Proto.NotificationWish? Encode(EnvelopeRecipient recipient, int place)
    {
        if (recipient is { Notify: NotifyOn.Unspecified, OriginalRecipient: null })
            return null;
        var wish = new Proto.NotificationWish { Recipient = (uint)place, Notify = (uint)recipient.Notify };
        if (recipient.OriginalRecipient is { } original)
            (wish.OriginalType, wish.OriginalAddress) = (original.AddressType, original.Address);
        return wish;
    }

    private static EnvelopeRecipient Decode(Address address, Proto.NotificationWish wish) =>
        new(address)
        {
            Notify = (NotifyOn)wish.Notify,
            OriginalRecipient = wish.HasOriginalAddress ? new OriginalRecipient(wish.OriginalType, wish.OriginalAddress) : null,
        };
}
