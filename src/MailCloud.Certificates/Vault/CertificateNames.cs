using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Certificates.Vault;

/// <summary>The DNS names of certificates and requests (RFC 5280 §4.2.1.6).</summary>
public static class CertificateNames
{
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>In lower case, in order.</summary>
    public static ImmutableArray<string> Of(X509Certificate2 certificate) => Of(certificate.Extensions);

    /// <summary>Whether two lists name the same, in whatever order and case.</summary>
    public static bool AreSame(ImmutableArray<string> one, ImmutableArray<string> other) =>
        one.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other);

    internal static ImmutableArray<string> Of(IEnumerable<X509Extension> extensions) =>
        [
            .. extensions
                .Where(extension => extension.Oid?.Value is SubjectAlternativeName)
                .SelectMany(extension => new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames())
                .Select(name => name.ToLowerInvariant())
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
}
