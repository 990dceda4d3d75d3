using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Certificates.Vault;

/// <summary>A certificate, its private key, and the certificates of the authorities between it and its root.</summary>
/// <param name="Certificate">With its key.</param>
/// <param name="Chain">In no order.</param>
public sealed record CertificateWithKey(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    private const string Pkcs12 = "application/x-pkcs12";
    private const string Pem = "application/x-pem-file";

    /// <summary>The last moment at which it is good.</summary>
    public DateTimeOffset Expires => new(Certificate.NotAfter);

    /// <summary>The first moment at which it is good.</summary>
    public DateTimeOffset Begins => new(Certificate.NotBefore);

    /// <summary>Whether it is good now.</summary>
    public bool IsCurrent(DateTimeOffset now) => now >= Begins && now < Expires;

    /// <summary>Reads what a vault keeps as the secret behind a certificate.</summary>
    /// <param name="contentType">A PKCS #12 store in base64 (<c>application/x-pkcs12</c>) or PEM (<c>application/x-pem-file</c>).</param>
    /// <exception cref="CryptographicException">There is no certificate with a private key in it, or the key is another one's.</exception>
    public static CertificateWithKey Read(string? contentType, string value)
    {
        var all = contentType switch
        {
            Pkcs12 => ReadStore(value),
            Pem => ReadPem(value),
            _ => throw new CryptographicException($"The vault keeps the certificate in a form that is not known: {contentType}"),
        };
        var own =
            all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("The vault's certificate has no private key; its policy must allow to export it.");
        RequireFit(own);
        return new CertificateWithKey(own, [.. all.Where(certificate => !certificate.Equals(own))]);
    }

    private static X509Certificate2Collection ReadStore(string value)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(Convert.FromBase64String(value), null);
        }
        catch (FormatException e)
        {
            throw new CryptographicException("The vault's certificate is no base64.", e);
        }
    }

    private static X509Certificate2Collection ReadPem(string value)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(value);
        if (all.Count == 0)
            throw new CryptographicException("There is no certificate in the vault's PEM text.");
        // The vault puts the certificate itself in front of its authorities'.
        all[0] = X509Certificate2.CreateFromPem(value, value);
        return all;
    }

    private static void RequireFit(X509Certificate2 certificate)
    {
        using var key =
            (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey()
            ?? certificate.GetECDsaPrivateKey()
            ?? throw new CryptographicException("The vault's certificate has a key that is neither RSA nor elliptic curves.");
        if (!key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo()))
            throw new CryptographicException("The key in the vault is not the certificate's.");
    }
}
