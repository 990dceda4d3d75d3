using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl.Bearer;

/// <summary>
/// A log-in with an access token: OAUTHBEARER (RFC 7628), and XOAUTH2, its predecessor, which clients still use most. Both are there only if an issuer is
/// configured. A token that is refused is answered with a challenge that says why, whose response means nothing, and only then with the refusal.
/// </summary>
internal sealed class BearerMechanism : ISaslMechanism
{
    private readonly Authenticator authenticator;
    private readonly Func<string, BearerMessage?> parse;
    private readonly Func<ITokenVerifier, MailServices, TokenStatus, byte[]> explain;

    private BearerMechanism(
        string name,
        Authenticator authenticator,
        Func<string, BearerMessage?> parse,
        Func<ITokenVerifier, MailServices, TokenStatus, byte[]> explain
    ) => (Name, this.authenticator, this.parse, this.explain) = (name, authenticator, parse, explain);

    public string Name { get; }

    /// <summary>Both; none if no issuer is configured.</summary>
    public static IEnumerable<ISaslMechanism> All(Authenticator authenticator) =>
        authenticator.Tokens is null
            ? []
            :
            [
                new BearerMechanism("OAUTHBEARER", authenticator, BearerMessage.ParseOAuthBearer, BearerRefusal.OAuthBearer),
                new BearerMechanism("XOAUTH2", authenticator, BearerMessage.ParseXOAuth2, BearerRefusal.XOAuth2),
            ];

    public ISaslExchange Begin(SaslContext context) => new Exchange(this, context.Origin);

    private sealed class Exchange(BearerMechanism mechanism, LoginOrigin origin) : ISaslExchange
    {
        private bool isRefused;

        public async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
        {
            if (isRefused)
                return SaslStep.Refused;
            if (response is null)
                return new SaslStep.Challenge(default);
            if (!SaslText.TryDecode(response, out var text) || mechanism.parse(text) is not { } message)
                return SaslStep.Malformed;
            var authenticator = mechanism.authenticator;
            var result = await authenticator.VerifyTokenAsync(origin, message.Name, message.Token, cancellationToken);
            if (result.Account is { } account)
                return new SaslStep.End(SaslOutcome.Authenticated(account));
            isRefused = true;
            return new SaslStep.Challenge(mechanism.explain(authenticator.Tokens!, origin.Service, result.Status));
        }
    }
}
