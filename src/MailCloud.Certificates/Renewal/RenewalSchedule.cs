using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Certificates.Vault;

namespace MailCloud.Certificates.Renewal;

/// <summary>When a certificate has to be renewed.</summary>
internal static class RenewalSchedule
{
    /// <summary>How much of a certificate's life may be used up: what is left is time for everything that can go wrong.</summary>
    private const double UsedUp = 2.0 / 3;

    /// <summary>Part of the life over which certificates that were made at the same time are spread.</summary>
    private const double Spread = 0.02;

    /// <summary>Why it has to be renewed now; null: it has not.</summary>
    /// <param name="certificate">Null: there is none.</param>
    /// <param name="names">The names that it is to have.</param>
    public static string? ReasonFor(X509Certificate2? certificate, ImmutableArray<string> names, DateTimeOffset now) =>
        certificate is null ? "there is none"
        : certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? "it is signed by itself"
        : !CertificateNames.AreSame(CertificateNames.Of(certificate), names) ? "its names are others"
        : now >= DueAt(certificate) ? "its life is nearly used up"
        : null;

    /// <summary>When two thirds of its life are used up, or a little before, which is the same moment for the same certificate always.</summary>
    public static DateTimeOffset DueAt(X509Certificate2 certificate)
    {
        var from = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        var to = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return from + ((to - from) * (UsedUp - Spread * ShareOf(certificate)));
    }

    /// <summary>A number from 0 to 1 that is the same for the same certificate and looks random otherwise.</summary>
    public static double ShareOf(X509Certificate2 certificate) => certificate.GetCertHash()[0] / 255.0;
}
