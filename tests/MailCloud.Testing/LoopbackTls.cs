using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Testing;

/// <summary>A certificate for servers of a test on loopback, and clients that trust it and nothing else.</summary>
public sealed class LoopbackTls : IDisposable
{
    public LoopbackTls() => Certificate = Create();

    /// <summary>With its key; it names 127.0.0.1 and localhost, and is its own authority.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A client for whoever shows <see cref="Certificate"/>.</summary>
    /// <param name="around">Puts another handler around the one that connects.</param>
    public HttpClient CreateClient(Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(Certificate);
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
        };
        return new HttpClient(around is null ? handler : around(handler));
    }

    /// <summary>The private key, PKCS #8 in PEM.</summary>
    public string ExportKeyPem()
    {
        using var key = Certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
