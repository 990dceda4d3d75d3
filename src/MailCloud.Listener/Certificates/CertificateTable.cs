using System.Collections.Frozen;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Listener;

/// <summary>Certificates by the server names that they are for. It never changes: new certificates make a new table.</summary>
internal sealed class CertificateTable
{
    private readonly SslStreamCertificateContext first;
    private readonly FrozenDictionary<string, SslStreamCertificateContext> names;

    /// <param name="certificates">At least one. Of two for the same name the earlier counts; the first is for all names that are on none.</param>
    public CertificateTable(IEnumerable<SslStreamCertificateContext> certificates)
    {
        var all = new Dictionary<string, SslStreamCertificateContext>(StringComparer.OrdinalIgnoreCase);
        foreach (var certificate in certificates)
        {
            first ??= certificate;
            foreach (var name in NamesOf(certificate.TargetCertificate))
                all.TryAdd(name, certificate);
        }
        this.first = first ?? throw new ArgumentException("A table has one certificate at least.", nameof(certificates));
        names = all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The certificate for just this name, else for a wildcard that stands for it (RFC 9525 §6.3), else the first.</summary>
    public SslStreamCertificateContext Select(string? serverName)
    {
        if (serverName is null)
            return first;
        var name = serverName.TrimEnd('.');
        if (names.TryGetValue(name, out var exact))
            return exact;
        // A wildcard stands for one label, the leftmost.
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && names.TryGetValue($"*{name[dot..]}", out var wildcard) ? wildcard : first;
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());
}
