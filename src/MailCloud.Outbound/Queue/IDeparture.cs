using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;

namespace MailCloud.Outbound.Queue;

/// <summary>Makes a stored message ready to leave: the envelope and the octets that other servers see.</summary>
public interface IDeparture
{
    /// <exception cref="MessageMissingException">The content is gone.</exception>
    /// <exception cref="StoreUnavailableException">The content cannot be read now.</exception>
    ValueTask<OutboundMessage> PrepareAsync(SpooledMessage message, CancellationToken cancellationToken);
}
