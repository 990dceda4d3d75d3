using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace MailCloud.Discovery.Apple;

/// <summary>Signs profiles, which then go within their signature (RFC 5652 §5): a device shows the name on the certificate instead of a warning.</summary>
internal static class ProfileSignature
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <param name="certificate">The server's, with its key and what leads to an authority that devices know.</param>
    /// <exception cref="CryptographicException">The key cannot sign.</exception>
    public static byte[] Sign(byte[] profile, SslStreamCertificateContext certificate, DateTimeOffset now)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate.TargetCertificate)
        {
            DigestAlgorithm = new Oid(Sha256),
            IncludeOption = System.Security.Cryptography.X509Certificates.X509IncludeOption.EndCertOnly,
        };
        foreach (var each in certificate.IntermediateCertificates)
            signer.Certificates.Add(each);
        signer.SignedAttributes.Add(new Pkcs9SigningTime(now.UtcDateTime));
        var message = new SignedCms(new ContentInfo(profile));
        message.ComputeSignature(signer, silent: true);
        return message.Encode();
    }
}
