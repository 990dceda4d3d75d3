using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;

namespace MailCloud.Protocol.Sasl;

/// <summary>
/// A way to log in (RFC 4422 §3), the server's side of it. It knows no protocol: SMTP (RFC 4954), IMAP (RFC 9051 §6.2.2) and POP3 (RFC 5034) carry the same
/// octets in base64 lines, which is <see cref="SaslNegotiation"/>'s business.
/// </summary>
public interface ISaslMechanism
{
    /// <summary>The registered name, in capitals.</summary>
    string Name { get; }

    /// <summary>Whether it can be used over a TLS session as it is. Without TLS none can.</summary>
    bool IsUsable(TlsSession tls) => true;

    /// <summary>Begins one log-in.</summary>
    ISaslExchange Begin(SaslContext context);
}

/// <summary>What a mechanism may know of the connection it runs over.</summary>
public readonly record struct SaslContext(LoginOrigin Origin, TlsSession Tls);

internal static class ConnectionOrigin
{
    public static LoginOrigin OriginOf(this IConnection connection, MailServices service) =>
        new(service, connection.RemoteEndPoint?.Address);
}

/// <summary>One log-in under way.</summary>
public interface ISaslExchange
{
    /// <summary>What to do after the client's next response.</summary>
    /// <param name="response">Null: the client sent no initial response (RFC 4422 §3.3), and waits for a challenge.</param>
    /// <exception cref="StoreUnavailableException">Whether the client is who it says cannot be found out now.</exception>
    ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken);
}

/// <summary>What a response leads to: the next challenge or the end.</summary>
public abstract record SaslStep
{
    private SaslStep() { }

    /// <summary>The client is to answer this.</summary>
    public sealed record Challenge(ReadOnlyMemory<byte> Octets) : SaslStep;

    /// <summary>The log-in has ended.</summary>
    public sealed record End(SaslOutcome Outcome) : SaslStep;

    public static SaslStep EndWith(LoginResult result) => new End(SaslOutcome.Of(result));

    public static readonly SaslStep Refused = new End(SaslOutcome.Refused);
    public static readonly SaslStep Malformed = new End(SaslOutcome.Malformed);
}
