using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl;

/// <summary>
/// PLAIN (RFC 4616 §2): <c>authzid NUL authcid NUL password</c> in one response. Nobody may act for somebody else here, so the authorization identity is
/// empty or the name itself.
/// </summary>
public sealed class PlainMechanism(Authenticator authenticator) : ISaslMechanism
{
    public string Name => "PLAIN";

    public ISaslExchange Begin(SaslContext context) => new Exchange(authenticator, context.Origin);

    private sealed class Exchange(Authenticator authenticator, LoginOrigin origin) : ISaslExchange
    {
        public async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
        {
            if (response is null)
                return new SaslStep.Challenge(default);
            if (
                !SaslText.TryDecode(response, out var text)
                || text.Split('\0') is not [var authzid, { Length: > 0 } name, { Length: > 0 } password]
            )
                return SaslStep.Malformed;
            if (authzid.Length > 0 && !string.Equals(authzid, name, StringComparison.Ordinal))
                return SaslStep.Refused;
            return SaslStep.EndWith(await authenticator.VerifyAsync(origin, name, password, cancellationToken));
        }
    }
}
