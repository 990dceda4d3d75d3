using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Discovery.Apple;

/// <summary>Signs profiles, which then go within their signature (RFC 5652 §5): a device shows the name on the certificate instead of a warning.</summary>
internal sealed class ProfileSigner(FindCertificate certificates, TimeProvider time)
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <summary>
    /// The certificate that signs now, with what leads to an authority that devices know; null: there is none. One that nobody but itself vouches for, as a new service has it at first, or that is
    /// over, is none: a device would warn all the same.
    /// </summary>
    public async ValueTask<SslStreamCertificateContext?> FindAsync(CancellationToken cancellationToken) =>
        await certificates(cancellationToken) is { TargetCertificate: var own } found && !IsItsOwnIssuer(own) && IsCurrent(own)
            ? found
            : null;

    /// <exception cref="CryptographicException">The key cannot sign.</exception>
    public byte[] Sign(byte[] profile, SslStreamCertificateContext certificate)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate.TargetCertificate)
        {
            DigestAlgorithm = new Oid(Sha256),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        foreach (var each in certificate.IntermediateCertificates)
            signer.Certificates.Add(each);
        signer.SignedAttributes.Add(new Pkcs9SigningTime(time.GetUtcNow().UtcDateTime));
        var message = new SignedCms(new ContentInfo(profile));
        message.ComputeSignature(signer, silent: true);
        return message.Encode();
    }

    private static bool IsItsOwnIssuer(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private bool IsCurrent(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return certificate.NotBefore.ToUniversalTime() <= now && now < certificate.NotAfter.ToUniversalTime();
    }
}
