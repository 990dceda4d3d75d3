using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Listener;

/// <summary>A certificate and its key in PEM files, read again when they change. A pair that cannot be read leaves the last good one in place.</summary>
public sealed class PemCertificateSource : CertificateSource
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);

    private readonly string certificateFile;
    private readonly string keyFile;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private SslStreamCertificateContext current;
    private DateTime written;
    private long checkedAt;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">The files are not a certificate and its key.</exception>
    public PemCertificateSource(string certificateFile, string keyFile, TimeProvider time, ILogger<PemCertificateSource> logger)
    {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.time = time;
        this.logger = logger;
        written = LastWrite();
        current = Load();
        checkedAt = time.GetTimestamp();
    }

    public override SslStreamCertificateContext Select(string? serverName)
    {
        lock (gate)
        {
            if (time.GetElapsedTime(checkedAt) >= CheckInterval)
                Refresh();
            return current;
        }
    }

    private void Refresh()
    {
        checkedAt = time.GetTimestamp();
        try
        {
            var now = LastWrite();
            if (now == written)
                return;
            current = Load();
            written = now;
            logger.LogInformation("The certificate {File} was read again", certificateFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            logger.LogError(e, "The certificate {File} cannot be read; the last good one stays in use", certificateFile);
        }
    }

    private DateTime LastWrite()
    {
        var (certificate, key) = (File.GetLastWriteTimeUtc(certificateFile), File.GetLastWriteTimeUtc(keyFile));
        return certificate > key ? certificate : key;
    }

    private SslStreamCertificateContext Load()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }
}
