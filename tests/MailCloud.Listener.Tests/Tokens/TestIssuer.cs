using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MailCloud.Listener.Tests.Tokens;

/// <summary>An issuer of tokens on loopback, with its discovery document and keys.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "api://mailcloud";

    private readonly WebApplication server;
    private RsaSecurityKey key = NewKey();

    private TestIssuer(WebApplication server) => this.server = server;

    public string Url => server.Urls.Single();

    /// <summary>Whether it answers.</summary>
    public bool IsUp { get; set; } = true;

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        var issuer = new TestIssuer(web);
        web.MapGet("/.well-known/openid-configuration", () => issuer.Answer(new { issuer = issuer.Url, jwks_uri = $"{issuer.Url}/keys" }));
        web.MapGet("/keys", () => issuer.Answer(new { keys = new[] { issuer.PublicKey() } }));
        await web.StartAsync();
        return issuer;
    }

    /// <summary>From now on it signs with another key, and publishes only that.</summary>
    public void RotateKey() => key = NewKey();

    /// <summary>A token that is in order.</summary>
    public SecurityTokenDescriptor Token(DateTimeOffset now) =>
        new()
        {
            Issuer = Url,
            Audience = Audience,
            NotBefore = now.UtcDateTime,
            IssuedAt = now.UtcDateTime,
            Expires = now.AddHours(1).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["preferred_username"] = "alice@example.com",
                ["scp"] = "Mail.Imap Mail.Smtp",
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        };

    public static string Sign(SecurityTokenDescriptor token) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);

    /// <summary>The public key as its PEM text, which everybody has.</summary>
    public string PublicPem() => key.Rsa.ExportSubjectPublicKeyInfoPem();

    public string KeyId => key.KeyId;

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private IResult Answer(object document) => IsUp ? Results.Json(document) : Results.StatusCode(503);

    private object PublicKey()
    {
        var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            kid = key.KeyId,
            n = Base64UrlEncoder.Encode(parameters.Modulus),
            e = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };
}
