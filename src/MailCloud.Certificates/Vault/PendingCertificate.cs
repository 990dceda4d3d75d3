using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Certificates.Vault;

/// <summary>A request for a certificate whose key waits in the vault.</summary>
/// <param name="Csr">PKCS #10 in DER (RFC 2986 §4).</param>
/// <param name="Names">The names that it asks for.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in DER.</param>
public sealed record PendingCertificate(byte[] Csr, ImmutableArray<string> Names, byte[] PublicKey)
{
    /// <summary>Tells one request from another: the SHA-256 of its key, in hexadecimal digits.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(PublicKey));

    /// <exception cref="CryptographicException">It is no request.</exception>
    public static PendingCertificate Read(byte[] csr)
    {
        var request = CertificateRequest.LoadSigningRequest(
            csr,
            HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions,
            RSASignaturePadding.Pkcs1
        );
        return new PendingCertificate(
            csr,
            CertificateNames.Of(request.CertificateExtensions),
            request.PublicKey.ExportSubjectPublicKeyInfo()
        );
    }

    /// <summary>Whether a certificate is for the key of this request.</summary>
    public bool IsAnsweredBy(X509Certificate2 certificate) =>
        certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(PublicKey);
}
