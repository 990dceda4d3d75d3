using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Content;

namespace MailCloud.Outbound.Queue;

/// <summary>
/// Makes messages ready to leave. What our users and this service wrote is signed; what comes from elsewhere and is sent on by an alias gets a sender of ours
/// that leads back, and our seal on what we found out about it.
/// </summary>
/// <param name="identity">Who we are to other servers.</param>
public sealed class Departure(IMailStore store, IOutgoingIdentity identity) : IDeparture
{
    public async ValueTask<OutboundMessage> PrepareAsync(SpooledMessage message, CancellationToken cancellationToken)
    {
        var content = await OutgoingContent.PrepareAsync(
            store,
            message.Content,
            (header, hashed, cancelled) => identity.BeginSigningAsync(message.Envelope, header, hashed, cancelled),
            cancellationToken
        );
        var envelope = message.Envelope with { ReversePath = await identity.ReversePathAsync(message.Envelope, cancellationToken) };
        return new OutboundMessage(OutgoingId.Of(message.Content).ToString(), envelope, content);
    }
}
