using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MailCloud.Dns;
using Ed25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>A public key as its domain publishes it in the DNS (RFC 6376 §3.6.1).</summary>
/// <param name="IsTest">The domain only tries DKIM out (flag y).</param>
/// <param name="IsStrict">A signature may not speak for a subdomain (flag s).</param>
internal sealed record DkimKeyRecord(DkimKeyKind Kind, ImmutableArray<byte> PublicKey, bool IsTest, bool IsStrict)
{
    /// <summary>RFC 8301 §3.2: shorter keys can be broken.</summary>
    internal const int MinRsaBits = 1024;

    /// <summary>The longest that RFC 8301 §3.2 asks for. How long a check takes grows with the cube, and a stranger chooses the key.</summary>
    internal const int MaxRsaBits = 4096;

    /// <summary>The key that the DNS has for a signature.</summary>
    /// <returns>The key; or why there is none, and whether another try may find one.</returns>
    public static async ValueTask<(DkimKeyRecord? Key, string? Problem, bool IsTemporary)> FindAsync(
        IDnsResolver dns,
        string name,
        CancellationToken cancellationToken
    )
    {
        var answer = await dns.TextAsync(name, cancellationToken);
        if (answer.Status is DnsStatus.Failed)
            return (null, "the key cannot be looked up now", true);
        string? problem = null;
        // There should be one record (RFC 6376 §3.6.2.2). Of several, which a slip of the hand makes, the first that is a key counts.
        foreach (var text in answer.Records)
        {
            try
            {
                return (Parse(text), null, false);
            }
            catch (MalformedSignatureException e)
            {
                problem ??= $"key record: {e.Message}";
            }
        }
        return (null, problem ?? "there is no key", false);
    }

    /// <param name="text">The text of the TXT record, one <see cref="char"/> an octet.</param>
    /// <exception cref="MalformedSignatureException">It is no key for mail, or a key that was revoked.</exception>
    public static DkimKeyRecord Parse(string text)
    {
        var tags = TagList.Parse(Encoding.Latin1.GetBytes(text));
        // The version is the first tag, if it is there at all.
        if (tags.Optional("v") is { } version && (version is not "DKIM1" || !text.TrimStart().StartsWith('v')))
            throw new MalformedSignatureException("the version is unknown");
        if (tags.Contains("h") && !tags.List("h").Contains("sha256", StringComparer.Ordinal))
            throw new MalformedSignatureException("it is not for sha256");
        if (tags.Contains("s") && !tags.List("s").Any(service => service is "*" or "email"))
            throw new MalformedSignatureException("it is not for mail");
        if (tags.Optional("p") is "")
            throw new MalformedSignatureException("the key was revoked");
        var kind = tags.Optional("k") switch
        {
            null or "rsa" => DkimKeyKind.Rsa,
            "ed25519" => DkimKeyKind.Ed25519,
            _ => throw new MalformedSignatureException("the kind of key is unknown"),
        };
        var flags = tags.List("t");
        return new DkimKeyRecord(
            kind,
            [.. tags.Base64("p")],
            flags.Contains("y", StringComparer.Ordinal),
            flags.Contains("s", StringComparer.Ordinal)
        );
    }

    /// <summary>Whether the signature was made with the private half of this key.</summary>
    /// <param name="digest">The SHA-256 of what is signed.</param>
    /// <exception cref="MalformedSignatureException">The key is none, or too short to be worth anything.</exception>
    public bool Verify(byte[] digest, ImmutableArray<byte> signature)
    {
        if (Kind is DkimKeyKind.Rsa)
            return VerifyRsa(digest, signature.AsSpan());
        if (PublicKey.Length != Ed25519.PublicKeySize)
            throw new MalformedSignatureException("key record: p= is no Ed25519 key");
        return signature.Length == Ed25519.SignatureSize && Ed25519.Verify([.. signature], 0, [.. PublicKey], 0, digest, 0, digest.Length);
    }

    private bool VerifyRsa(byte[] digest, ReadOnlySpan<byte> signature)
    {
        using var rsa = RSA.Create();
        try
        {
            Import(rsa);
            if (rsa.KeySize < MinRsaBits)
                throw new MalformedSignatureException("key record: the key is too short");
            if (rsa.KeySize > MaxRsaBits)
                throw new MalformedSignatureException("key record: the key is too long");
            return rsa.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            throw new MalformedSignatureException("key record: p= is no RSA key");
        }
    }

    /// <summary>The record holds a SubjectPublicKeyInfo; some hold the RSAPublicKey inside it, as the RFC's text, unlike its example, has it.</summary>
    private void Import(RSA rsa)
    {
        try
        {
            rsa.ImportSubjectPublicKeyInfo(PublicKey.AsSpan(), out _);
        }
        catch (CryptographicException)
        {
            rsa.ImportRSAPublicKey(PublicKey.AsSpan(), out _);
        }
    }
}
