using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Dkim.Rotation;
using MailCloud.SenderAuthentication.Srs;

namespace MailCloud.Outbound.Queue;

/// <summary>
/// Signs what our users, the operator's machines and this service wrote with the keys of the author's domain (DKIM, RFC 6376). What came from outside and is sent on is never signed as
/// ours: it gets a seal (ARC, RFC 8617) of the primary domain, and a reverse-path that leads back through us (SRS).
/// </summary>
/// <param name="hostName">Our name in the Authentication-Results that the seal is about.</param>
/// <param name="primaryDomain">The domain that seals and that forwarded senders are rewritten to.</param>
public sealed class OutgoingIdentity(
    IDirectory directory,
    IDkimKeys keys,
    SenderRewriting rewriting,
    string hostName,
    string primaryDomain,
    TimeProvider time
) : IOutgoingIdentity
{
    public async ValueTask<Address?> ReversePathAsync(SmtpEnvelope envelope, CancellationToken cancellationToken)
    {
        if (envelope.ReversePath is not { } sender || !IsForwarded(envelope))
            return envelope.ReversePath;
        // Where non-delivery could not come back to us, the sender stays who he is.
        var isOurs = await directory.IsLocalDomainAsync(sender.Domain, cancellationToken);
        return isOurs || !await directory.IsLocalDomainAsync(primaryDomain, cancellationToken)
            ? sender
            : rewriting.Forward(sender, primaryDomain);
    }

    public async ValueTask<Func<byte[]>?> BeginSigningAsync(
        SmtpEnvelope envelope,
        ReadOnlyMemory<byte> header,
        HashedMessage message,
        CancellationToken cancellationToken
    )
    {
        if (IsForwarded(envelope))
            // RSA comes first: everybody verifies it, and of a seal there is only one.
            return await keys.FindAsync(primaryDomain, cancellationToken) is [var key, ..]
                ? new ArcSealer(message, key, hostName, time).Complete
                : null;
        var authors = AuthorFields.Read(header.Span);
        // Where readers see no author, they see the reverse-path. What nobody can read is nobody's.
        var domain =
            authors.Count == 0 ? envelope.ReversePath?.Domain ?? primaryDomain
            : authors.Addresses is [var author, ..] ? author.Host
            : null;
        if (!authors.IsReadable || string.IsNullOrEmpty(domain))
            return null;
        var signing = await keys.FindAsync(domain, cancellationToken);
        // A report speaks for the server, and a host's name has no keys of its own.
        if (signing.IsEmpty && envelope.IsReport)
            signing = await keys.FindAsync(primaryDomain, cancellationToken);
        return signing.IsEmpty ? null : new DkimSigner(message, signing, time).Complete;
    }

    private static bool IsForwarded(SmtpEnvelope envelope) => envelope is { Submitter: null, IsReport: false, IsFromTrustedNetwork: false };
}
