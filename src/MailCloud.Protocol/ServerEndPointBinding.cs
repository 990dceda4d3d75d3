using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Protocol;

/// <summary>The channel binding <c>tls-server-end-point</c> (RFC 5929 §4): a hash of the server's certificate.</summary>
public static class ServerEndPointBinding
{
    /// <summary>
    /// The certificate's hash by the hash function of its signature, SHA-256 in the place of MD5 and SHA-1. Null: the signature has no single hash function, as
    /// with Ed25519, and so there is no such binding.
    /// </summary>
    public static byte[]? Of(X509Certificate2 certificate) =>
        HashOf(certificate.SignatureAlgorithm.Value) is { } hash ? certificate.GetCertHash(hash) : null;

    private static HashAlgorithmName? HashOf(string? signatureAlgorithm) =>
        signatureAlgorithm switch
        {
            // RFC 8017 §A.2: md5, sha1, sha256, sha384, sha512 with RSA. RFC 5758 §3.2: the same with ECDSA.
            "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" => HashAlgorithmName.SHA256,
            "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
            _ => null,
        };
}
