using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.Outbound.Queue;

/// <summary>No keys: messages leave as they are, under the sender that they have.</summary>
public sealed class UnsignedIdentity : IOutgoingIdentity
{
    public ValueTask<Address?> ReversePathAsync(SmtpEnvelope envelope, CancellationToken cancellationToken) => new(envelope.ReversePath);

    public ValueTask<Func<byte[]>?> BeginSigningAsync(
        SmtpEnvelope envelope,
        ReadOnlyMemory<byte> header,
        HashedMessage message,
        CancellationToken cancellationToken
    ) => default;
}
