using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Store;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MailCloud.Listener.Tokens;

/// <summary>
/// Checks signed JWTs (RFC 7519) by the keys that the issuer publishes. They are read when they are first needed, every few hours, and when a token names a
/// key that is not among them, but then not more often than every few minutes.
/// </summary>
public sealed class JwtVerifier : ITokenVerifier
{
    /// <summary>How much the issuer's clock and ours may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>The longest token looked at, in characters.</summary>
    private const int MaxLength = 8192;

    // `scp` is Entra's name of it, `scope` that of RFC 9068 §2.2.3; both are lists with spaces between.
    private static readonly string[] ScopeClaims = ["scp", "scope"];

    private readonly TokenSettings settings;
    private readonly TimeProvider time;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> configuration;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters parameters;

    public JwtVerifier(TokenSettings settings, HttpClient http, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        Discovery = new Uri($"{settings.Issuer.OriginalString.TrimEnd('/')}/.well-known/openid-configuration");
        configuration = new(
            Discovery.AbsoluteUri,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = !settings.Issuer.IsLoopback }
        )
        {
            // A key that the issuer has taken back opens nothing from then on.
            UseLastKnownGoodConfiguration = false,
        };
        parameters = new TokenValidationParameters
        {
            ConfigurationManager = configuration,
            ValidIssuer = settings.Issuer.OriginalString,
            ValidAudience = settings.Audience,
            // Asymmetric ones only: with others, whoever knows a public key could sign.
            ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        };
    }

    public Uri Discovery { get; }

    public string? ScopeFor(MailServices service) =>
        service switch
        {
            MailServices.Smtp => settings.SmtpScope,
            MailServices.Imap => settings.ImapScope,
            MailServices.Pop3 => settings.Pop3Scope,
            _ => null,
        };

    public async ValueTask<VerifiedToken?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxLength)
            return null;
        await EnsureKeysAsync(cancellationToken);
        var result = await handler.ValidateTokenAsync(token, parameters);
        return result.IsValid && AddressOf(result.Claims) is { } address ? new VerifiedToken(address, ServicesOf(result.Claims)) : null;
    }

    private async ValueTask EnsureKeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            await configuration.GetConfigurationAsync(cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new StoreUnavailableException("The keys of the issuer of tokens cannot be read.", e);
        }
    }

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockSkew && (notBefore is not { } begin || begin - ClockSkew <= now);
    }

    private Address? AddressOf(IDictionary<string, object> claims)
    {
        foreach (var name in settings.AddressClaims)
            if (claims.TryGetValue(name, out var value))
                return Address.TryParse(value as string, out var address) ? address : null;
        return null;
    }

    private MailServices ServicesOf(IDictionary<string, object> claims)
    {
        var scopes = ScopeClaims
            .SelectMany(name => (claims.TryGetValue(name, out var value) ? value as string : null)?.Split(' ') ?? [])
            .ToHashSet(StringComparer.Ordinal);
        return new[] { MailServices.Smtp, MailServices.Imap, MailServices.Pop3 }
            .Where(service => ScopeFor(service) is not { } needed || scopes.Contains(needed))
            .Aggregate(MailServices.None, (all, one) => all | one);
    }
}
