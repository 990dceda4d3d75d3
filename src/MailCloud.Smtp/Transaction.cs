using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Smtp.Checks;
using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp;

/// <summary>A mail transaction (RFC 5321 §3.3), from MAIL to the reply that ends it.</summary>
/// <param name="mail">What MAIL said.</param>
internal sealed class Transaction(Commands.Mail mail) : IAsyncDisposable
{
    public ReversePath ReversePath => mail.ReversePath;

    /// <summary>The message's size as MAIL declared it; null: it did not.</summary>
    public long? DeclaredOctets => mail.DeclaredOctets;

    /// <summary>Whether MAIL asked for SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool IsInternational => mail.IsInternational;

    /// <summary>The recipients that were accepted, each once and as it was named first.</summary>
    public OrderedDictionary<Address, EnvelopeRecipient> Recipients { get; } = [];

    /// <summary>The message that arrives in chunks (RFC 3030 §2); null before the first.</summary>
    public IncomingMessage? Chunked { get; set; }

    /// <summary>The envelope as the commands have given it so far.</summary>
    public SmtpEnvelope Envelope(Client client) =>
        new(ReversePath.Address, [.. Recipients.Values])
        {
            EnvelopeId = mail.EnvelopeId,
            Return = mail.Return,
            RequireTls = mail.RequireTls,
            IsInternational = IsInternational,
            Submitter = client.Account,
            IsFromTrustedNetwork = client.Account is null && client.Standing is Standing.Trusted,
        };

    public ValueTask DisposeAsync() => Chunked?.DisposeAsync() ?? ValueTask.CompletedTask;
}
