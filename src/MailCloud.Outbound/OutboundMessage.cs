using System.IO.Pipelines;
using MailCloud.Mail.Delivery;

namespace MailCloud.Outbound;

/// <summary>A message that is to go out.</summary>
/// <param name="Id">Names the message in logs.</param>
/// <param name="Envelope">What it was accepted with. Whom it goes to is said with each attempt, not here.</param>
public sealed record OutboundMessage(string Id, SmtpEnvelope Envelope, IOutboundContent Content);

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
