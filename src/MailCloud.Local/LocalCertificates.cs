using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Local;

/// <summary>
/// The certificate authority of one data folder and the server certificate that it signed, as PEM files. A client that is told
/// <see cref="CaFile"/> (<c>curl --cacert</c>) accepts the server; nothing else on the machine trusts it.
/// </summary>
/// <param name="CaFile">The authority's certificate.</param>
/// <param name="CertificateFile">The server's certificate.</param>
/// <param name="KeyFile">The server's private key (PKCS #8, mode 0600).</param>
public sealed record LocalCertificates(string CaFile, string CertificateFile, string KeyFile)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280 §4.2.1.12
    private static readonly TimeSpan CaLifetime = TimeSpan.FromDays(3650);

    // What browsers and mobile systems accept at most is 398 days.
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>
    /// Makes sure that <paramref name="folder"/> holds a certificate for exactly <paramref name="names"/> (DNS names, <c>*.</c> allowed, and IP addresses)
    /// that is good for 30 days more, signed by an authority that is too. What is good is kept.
    /// </summary>
    public static LocalCertificates Ensure(string folder, IReadOnlyCollection<string> names, TimeProvider time)
    {
        PrivateFile.CreateFolder(folder);
        var files = new LocalCertificates(
            Path.Combine(folder, "ca.pem"),
            Path.Combine(folder, "server.pem"),
            Path.Combine(folder, "server.key")
        );
        var caKeyFile = Path.Combine(folder, "ca.key");
        var now = time.GetUtcNow();

        // An authority that ends before the certificates it signs is no use, so it is renewed a server's lifetime early.
        using var ca = Load(files.CaFile, caKeyFile, now + ServerLifetime) ?? Issue(files.CaFile, caKeyFile, () => CreateCa(now));
        using var server = Load(files.CertificateFile, files.KeyFile, now + RenewBefore);
        if (server is null || !IsSignedBy(server, ca) || !CoversExactly(server, names))
            Issue(files.CertificateFile, files.KeyFile, () => CreateServer(ca, names, now)).Dispose();
        return files;
    }

    /// <summary>The certificate with its key, or <c>null</c> if it is missing, damaged, not of this key, or not valid at <paramref name="until"/>.</summary>
    private static X509Certificate2? Load(string certificateFile, string keyFile, DateTimeOffset until)
    {
        if (!File.Exists(certificateFile) || !File.Exists(keyFile))
            return null;
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (certificate.NotAfter.ToUniversalTime() > until.UtcDateTime)
                return certificate;
            certificate.Dispose();
            return null;
        }
        catch (CryptographicException)
        {
            return null; // a new one takes its place
        }
    }

    private static X509Certificate2 Issue(string certificateFile, string keyFile, Func<X509Certificate2> create)
    {
        var certificate = create();
        using var key = certificate.GetECDsaPrivateKey()!;
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(certificateFile, certificate.ExportCertificatePem() + "\n");
        return certificate;
    }

    private static X509Certificate2 CreateCa(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Clients keep authorities by name: each folder's has its own.
        var name = $"CN=MailCloud local CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var subjectKey = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true)
        );
        request.CertificateExtensions.Add(subjectKey);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(subjectKey));
        return request.CreateSelfSigned(now.AddHours(-1), now + CaLifetime);
    }

    private static X509Certificate2 CreateServer(X509Certificate2 ca, IReadOnlyCollection<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names.First()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, includeKeyIdentifier: true, includeIssuerAndSerial: false)
        );
        request.CertificateExtensions.Add(AlternativeNames(names));
        using var certificate = request.Create(ca, now.AddHours(-1), now + ServerLifetime, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Extension AlternativeNames(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }
        return builder.Build();
    }

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 ca) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(ca.SubjectName.RawData);

    private static bool CoversExactly(X509Certificate2 certificate, IEnumerable<string> names) =>
        certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .Any(has => has.RawData.AsSpan().SequenceEqual(AlternativeNames(names).RawData));
}
