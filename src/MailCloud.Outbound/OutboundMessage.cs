using System.IO.Pipelines;
using MailCloud.Mail.Addresses;

namespace MailCloud.Outbound;

/// <summary>A message that is to go out: content and envelope, without its recipients.</summary>
/// <param name="Id">Names the message in logs.</param>
/// <param name="ReversePath">Null: the null reverse-path <c>&lt;&gt;</c> (RFC 5321 §4.5.5).</param>
public sealed record OutboundMessage(string Id, Address? ReversePath, IOutboundContent Content)
{
    /// <summary>The sender's name for the envelope, in xtext as it travels (ENVID, RFC 3461 §4.4); null: none.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>What a report is to hold of the message: <c>FULL</c> or <c>HDRS</c> (RET, RFC 3461 §4.3); null: not said.</summary>
    public string? Return { get; init; }

    /// <summary>The message may only travel under TLS that was verified, to servers that keep to that too (REQUIRETLS, RFC 8689 §2).</summary>
    public bool RequiresTls { get; init; }

    /// <summary>The message was submitted with SMTPUTF8 (RFC 6531 §3.4): its header may hold UTF-8.</summary>
    public bool IsInternational { get; init; }
}

/// <summary>One recipient, with what the sender asked to be told about it.</summary>
public sealed record OutboundRecipient(Address Address)
{
    /// <summary>When the sender wants a report: <c>NEVER</c>, or some of <c>SUCCESS,FAILURE,DELAY</c> (NOTIFY, RFC 3461 §4.1); null: not said.</summary>
    public string? Notify { get; init; }

    /// <summary>The recipient as the sender gave it, <c>type;address</c> with the address in xtext (ORCPT, RFC 3461 §4.2); null: not said.</summary>
    public string? OriginalRecipient { get; init; }
}

/// <summary>
/// The octets that go out: lines that end with CRLF, and no CR or LF elsewhere (RFC 5321 §2.3.8), since a DKIM signature must hold for what the other
/// server sees. Read as often as there are servers to try.
/// </summary>
public interface IOutboundContent
{
    /// <summary>Octets, without dot-stuffing.</summary>
    long Length { get; }

    /// <summary>Whether there is an octet above 127 anywhere: the other server must take 8BITMIME (RFC 6152 §3).</summary>
    bool HasEightBit { get; }

    /// <summary>Whether there is one in a header field: text that only SMTPUTF8 gives a meaning (RFC 6532 §3).</summary>
    bool HasEightBitHeader { get; }

    /// <summary>Writes all octets to <paramref name="destination"/> from the first, and flushes as it goes. It does not complete it.</summary>
    /// <exception cref="Mail.Store.StoreUnavailableException">They cannot be read now.</exception>
    ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken);
}
