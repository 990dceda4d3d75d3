using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MailCloud.Certificates.Acme;

/// <summary>The key of an account at an authority, on the curve P-256. Whoever has it may order certificates for names that the account has proved.</summary>
public sealed class AccountKey : IDisposable
{
    private readonly ECDsa key;

    private AccountKey(ECDsa key) => this.key = key;

    public static AccountKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <exception cref="ArgumentException">It is no private key in PEM. The message does not tell it.</exception>
    public static AccountKey FromPem(string pem)
    {
        var read = ECDsa.Create();
        try
        {
            read.ImportFromPem(pem);
            return new AccountKey(read);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            read.Dispose();
            throw new ArgumentException("The account's key is no private key in PEM.", nameof(pem), e);
        }
    }

    /// <summary>The private key, PKCS #8 in PEM.</summary>
    public string ExportPem() => key.ExportPkcs8PrivateKeyPem();

    /// <summary>What the TXT record of a challenge's name says: the digest of the key authorization (RFC 8555 §8.4).</summary>
    /// <param name="token">The challenge's.</param>
    public string DnsTextOf(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{token}.{Thumbprint()}")));

    public void Dispose() => key.Dispose();

    internal JsonObject Sign(JsonObject header, JsonObject? payload) => Jws.SignEs256(key, header, payload);

    /// <summary>The public key (RFC 7518 §6.2.1), its members in the order in which a thumbprint takes them.</summary>
    internal JsonObject PublicJwk()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["crv"] = "P-256",
            ["kty"] = "EC",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    /// <summary>RFC 7638 §3.</summary>
    private string Thumbprint() => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(PublicJwk().ToJsonString())));
}
