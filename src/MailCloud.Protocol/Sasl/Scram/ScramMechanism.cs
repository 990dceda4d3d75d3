using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl.Scram;

/// <summary>
/// SCRAM-SHA-256 (RFC 7677), and SCRAM-SHA-256-PLUS, which binds the log-in to the TLS session, so that nobody can sit between and pass it on. Neither side
/// ever shows the password, and the client sees that the server knows it, too.
/// </summary>
/// <param name="nonce">Makes the server's part of the nonce.</param>
/// <param name="bindsChannel">Whether this is the mechanism with <c>-PLUS</c>.</param>
/// <param name="offersPlus">Whether that one is offered where it can be used.</param>
public sealed class ScramMechanism(Authenticator authenticator, Func<string> nonce, bool bindsChannel, bool offersPlus = true)
    : ISaslMechanism
{
    public string Name => bindsChannel ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256";

    /// <summary>Whether a session has anything to bind to (RFC 5929 §4). See <see cref="TlsSession.ServerEndPoint"/>.</summary>
    public bool IsUsable(TlsSession tls) => !bindsChannel || tls.ServerEndPoint is not null;

    public ISaslExchange Begin(SaslContext context) => new ScramExchange(authenticator, nonce(), bindsChannel, offersPlus, context);
}
