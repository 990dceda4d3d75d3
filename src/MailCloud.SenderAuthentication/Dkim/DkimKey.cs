using System.Collections.Immutable;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Ed25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>The kind of a key, and so of the signatures that are made with it.</summary>
public enum DkimKeyKind
{
    /// <summary>RSA (<c>rsa-sha256</c>, RFC 6376 §3.3.1): everybody can verify it.</summary>
    Rsa,

    /// <summary>Ed25519 (<c>ed25519-sha256</c>, RFC 8463): short keys and signatures; not everybody can verify it.</summary>
    Ed25519,
}

/// <summary>A private key that signs mail. It may be used by several threads.</summary>
public sealed class DkimKey : IDisposable
{
    /// <summary>RFC 8301 §3.2. A record for a longer key would not fit into a DNS answer over UDP.</summary>
    private const int RsaBits = 2048;

    private const string PemLabel = "PRIVATE KEY";

    /// <summary>A PrivateKeyInfo of Ed25519 up to the key itself (RFC 8410 §7).</summary>
    private static readonly byte[] Ed25519Prefix = Convert.FromHexString("302E020100300506032B657004220420");

    private readonly RSA? rsa;
    private readonly byte[] seed;
    private readonly Lock signing = new();

    private DkimKey(RSA rsa) => (Kind, this.rsa, seed, PublicKey) = (DkimKeyKind.Rsa, rsa, [], [.. rsa.ExportSubjectPublicKeyInfo()]);

    private DkimKey(byte[] seed)
    {
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        (Kind, this.seed, PublicKey) = (DkimKeyKind.Ed25519, seed, [.. publicKey]);
    }

    public DkimKeyKind Kind { get; }

    /// <summary>What the tag p of the DNS record holds (RFC 6376 §3.6.1, RFC 8463 §4).</summary>
    public ImmutableArray<byte> PublicKey { get; }

    /// <summary>The name of the algorithm in signatures.</summary>
    public string Algorithm => Kind is DkimKeyKind.Rsa ? "rsa-sha256" : "ed25519-sha256";

    /// <summary>The text of the TXT record at <c>selector._domainkey.domain</c>.</summary>
    public string DnsRecord =>
        $"v=DKIM1; k={(Kind is DkimKeyKind.Rsa ? "rsa" : "ed25519")}; p={Convert.ToBase64String(PublicKey.AsSpan())}";

    /// <summary><see cref="DnsRecord"/> in the strings of at most 255 octets that a TXT record is made of (RFC 6376 §3.6.2.2).</summary>
    public ImmutableArray<string> DnsStrings => [.. DnsRecord.Chunk(255).Select(piece => new string(piece))];

    public static DkimKey Create(DkimKeyKind kind) =>
        kind is DkimKeyKind.Rsa ? new DkimKey(RSA.Create(RsaBits)) : new DkimKey(RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));

    /// <summary>Reads a key in PEM: PKCS #8 of either kind, or PKCS #1 of RSA. A key with a password is refused.</summary>
    /// <exception cref="FormatException">It is no such key, or an RSA key of less than 1024 bits (RFC 8301 §3.2).</exception>
    public static DkimKey FromPem(string pem)
    {
        try
        {
            var fields = PemEncoding.Find(pem);
            var der = Convert.FromBase64String(pem[fields.Base64Data]);
            return pem[fields.Label] switch
            {
                PemLabel when PrivateKeyFactory.CreateKey(der) is Ed25519PrivateKeyParameters key => new DkimKey(key.GetEncoded()),
                PemLabel or "RSA PRIVATE KEY" => FromRsaPem(pem),
                var label => throw new FormatException($"{label} is no private key."),
            };
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or System.IO.IOException or SecurityUtilityException)
        {
            throw new FormatException("That is no private key in PEM (PKCS #8).", e);
        }
    }

    /// <summary>The key in PEM (PKCS #8, RFC 5958). It is a secret.</summary>
    public string ToPem() => rsa is null ? PemEncoding.WriteString(PemLabel, [.. Ed25519Prefix, .. seed]) : rsa.ExportPkcs8PrivateKeyPem();

    public void Dispose() => rsa?.Dispose();

    /// <summary>Never the key.</summary>
    public override string ToString() => $"DKIM key ({Algorithm})";

    private static DkimKey FromRsaPem(string pem)
    {
        var pair = RSA.Create();
        pair.ImportFromPem(pem);
        return pair.KeySize >= DkimKeyRecord.MinRsaBits ? new DkimKey(pair) : throw new FormatException("The RSA key is too short.");
    }

    /// <summary>Signs the SHA-256 of what is to be signed. Ed25519 as well signs the hash, not the text (RFC 8463 §3).</summary>
    internal byte[] Sign(byte[] digest)
    {
        if (rsa is null)
        {
            var signature = new byte[Ed25519.SignatureSize];
            Ed25519.Sign(seed, 0, digest, 0, digest.Length, signature, 0);
            return signature;
        }
        lock (signing)
            return rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
