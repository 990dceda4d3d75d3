using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.Outbound.Queue;

/// <summary>Who we are to other servers: as whom a message leaves, and what proves it.</summary>
public interface IOutgoingIdentity
{
    /// <summary>The reverse-path that a message leaves with.</summary>
    ValueTask<Address?> ReversePathAsync(SmtpEnvelope envelope, CancellationToken cancellationToken);

    /// <summary>Prepares a message's signatures; what it gives makes the fields to put in front, once the body was appended. Null: it gets none.</summary>
    ValueTask<Func<byte[]>?> BeginSigningAsync(
        SmtpEnvelope envelope,
        ReadOnlyMemory<byte> header,
        HashedMessage message,
        CancellationToken cancellationToken
    );
}
