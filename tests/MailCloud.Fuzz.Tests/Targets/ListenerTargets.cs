using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Listener.Proxy;
using MailCloud.Listener.Tokens;
using MailCloud.Mail.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>What the listener reads before an engine has a say, and tokens.</summary>
internal static class ListenerTargets
{
    private const string Issuer = "https://login.example";
    private const string Audience = "api://mailcloud";

    private static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "k" };
    private static readonly string Token = Sign("alice@example.com");
    private static readonly JwtVerifier Verifier = NewVerifier();

    /// <summary>PROXY headers: what is read does not depend on what follows, nor on whether all of it has arrived.</summary>
    public static FuzzTarget Proxy { get; } =
        new(
            "proxy",
            octets =>
            {
                var header = ProxyHeader.Parse(octets, out var length);
                if (header is null)
                    return;
                Assert.InRange(length, 1, octets.Length);
                Assert.Equal(header, ProxyHeader.Parse(octets.AsSpan(0, length), out var same));
                Assert.Equal(length, same);
                Assert.Null(ProxyHeader.Parse(octets.AsSpan(0, length - 1), out _));
            }
        )
        {
            Refusal = typeof(ProxyProtocolException),
            Seeds = () =>
                [
                    "PROXY TCP4 192.0.2.1 198.51.100.1 56324 25\r\nEHLO a\r\n"u8.ToArray(),
                    "PROXY TCP6 2001:db8::1 2001:db8::2 56324 993\r\n"u8.ToArray(),
                    "PROXY UNKNOWN anything\r\n"u8.ToArray(),
                    [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 1, 1, 2, 0, 25],
                    [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x20, 0x00, 0, 0],
                    [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x00, 0, 7, 3, 0, 4, 0, 0, 0, 0],
                    [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x21, 0, 36, .. new byte[36]],
                ],
            Tokens = ["PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", " 65535", " 65536", "::ffff:1.2.3.4", "%1", "\r\n", "\n", "\x03\0\x04"],
            MaxLength = ProxyHeader.MaxOctets,
        };

    /// <summary>Tokens: only what the issuer signed opens anything.</summary>
    public static FuzzTarget Tokens { get; } =
        new(
            "tokens",
            octets =>
            {
                var token = Encoding.Latin1.GetString(octets);
                var verified = Verifier.VerifyAsync(token, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                if (verified is not null)
                    Assert.Equal(Signed(Token), Signed(token));
            }
        )
        {
            Seeds = () =>
                [
                    Encoding.Latin1.GetBytes(Token),
                    Encoding.Latin1.GetBytes(Unsigned("""{"alg":"none"}""")),
                    Encoding.Latin1.GetBytes(Unsigned("""{"alg":"HS256","kid":"k"}""")),
                ],
            Tokens =
            [
                ".",
                "..",
                "=",
                "eyJhbGciOiJub25lIn0",
                "eyJhbGciOiJIUzI1NiIsImtpZCI6ImsifQ",
                Base64UrlEncoder.Encode("""{"alg":"RS256","kid":"k","crit":["x"]}"""),
            ],
        };

    private static string Signed(string token) => token[..token.LastIndexOf('.')];

    private static string Unsigned(string header) => $"{Base64UrlEncoder.Encode(header)}.{Token.Split('.')[1]}.";

    private static string Sign(string address) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Audience,
                Expires = FuzzWorld.Time.GetUtcNow().AddHours(1).UtcDateTime,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["preferred_username"] = address },
                SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
            }
        );

    private static JwtVerifier NewVerifier()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAILCLOUD_OAUTH_ISSUER"] = Issuer,
            ["MAILCLOUD_OAUTH_AUDIENCE"] = Audience,
        };
        var http = new HttpClient(new IssuerDocuments());
        var verifier = new JwtVerifier(TokenSettings.Read(new SettingReader(settings.GetValueOrDefault))!, http, FuzzWorld.Time);
        Assert.NotNull(verifier.VerifyAsync(Token, CancellationToken.None).AsTask().GetAwaiter().GetResult());
        return verifier;
    }

    /// <summary>The issuer's discovery document and its key.</summary>
    private sealed class IssuerDocuments : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var key = Key.Rsa.ExportParameters(includePrivateParameters: false);
            object document = request.RequestUri!.AbsolutePath is "/keys"
                ? new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "RSA",
                            kid = Key.KeyId,
                            n = Base64UrlEncoder.Encode(key.Modulus),
                            e = Base64UrlEncoder.Encode(key.Exponent),
                        },
                    },
                }
                : new { issuer = Issuer, jwks_uri = $"{Issuer}/keys" };
            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(document)) }
            );
        }
    }
}
