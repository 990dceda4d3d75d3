using MailCloud.Mail.Addresses;
using MailCloud.Smtp.Content;
using MailCloud.Smtp.Grammar;

namespace MailCloud.Smtp;

/// <summary>A mail transaction (RFC 5321 §3.3), from MAIL to the reply that ends it.</summary>
internal sealed class Transaction(ReversePath reversePath, bool isInternational) : IAsyncDisposable
{
    public ReversePath ReversePath => reversePath;

    /// <summary>Whether MAIL asked for SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool IsInternational => isInternational;

    /// <summary>The recipients that were accepted, each once.</summary>
    public HashSet<Address> Recipients { get; } = [];

    /// <summary>The message that arrives in chunks (RFC 3030 §2); null before the first.</summary>
    public IncomingMessage? Chunked { get; set; }

    public ValueTask DisposeAsync() => Chunked?.DisposeAsync() ?? ValueTask.CompletedTask;
}
