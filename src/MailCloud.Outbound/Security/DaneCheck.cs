using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Dns;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Outbound.Security;

/// <summary>Compares a server's certificate with the TLSA records of its name (RFC 7672 §3).</summary>
internal static class DaneCheck
{
    private const byte TrustAnchor = 2; // DANE-TA (RFC 7218 §2.1)
    private const byte EndEntity = 3; // DANE-EE

    /// <summary>
    /// Whether a record can be used for SMTP (RFC 7672 §3.1): the two usages that need no other authorities, with a selector and a matching type that we know.
    /// </summary>
    public static bool IsUsable(TlsAssociation record) =>
        record is { CertificateUsage: TrustAnchor or EndEntity, Selector: <= 1 }
        && record.MatchingType switch
        {
            0 => record.Data.Length > 0,
            1 => record.Data.Length == SHA256.HashSizeInBytes,
            2 => record.Data.Length == SHA512.HashSizeInBytes,
            _ => false,
        };

    /// <summary>Null: a record matches.</summary>
    public static TlsFailure? FailureOf(TlsPolicy policy, string host, X509Certificate2 leaf, X509Chain chain)
    {
        // RFC 7672 §3.1.1: the record binds the key to the name; what the certificate says of names and times does not matter.
        if (policy.Associations.Any(record => record.CertificateUsage == EndEntity && Matches(record, leaf)))
            return null;
        var failure = TlsFailure.TlsaInvalid;
        foreach (var record in policy.Associations.Where(record => record.CertificateUsage == TrustAnchor))
        foreach (var anchor in chain.ChainPolicy.ExtraStore.Concat(chain.ChainElements.Select(element => element.Certificate)))
        {
            if (!Matches(record, anchor) || !LeadsTo(anchor, leaf, chain))
                continue;
            if (leaf.MatchesHostname(host) || (policy.Domain is { } domain && leaf.MatchesHostname(domain)))
                return null;
            failure = TlsFailure.CertificateHostMismatch;
        }
        return failure;
    }

    private static bool Matches(TlsAssociation record, X509Certificate2 certificate)
    {
        var selected = record.Selector == 0 ? certificate.RawData : certificate.PublicKey.ExportSubjectPublicKeyInfo();
        var data = record.MatchingType switch
        {
            0 => selected,
            1 => SHA256.HashData(selected),
            _ => SHA512.HashData(selected),
        };
        return data.AsSpan().SequenceEqual(record.Data.AsSpan());
    }

    // The anchor need not be a root: whatever is above it, or missing there, is none of our business.
    private static bool LeadsTo(X509Certificate2 anchor, X509Certificate2 leaf, X509Chain seen)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(seen.ChainPolicy.ExtraStore);
        chain.ChainPolicy.ExtraStore.Add(anchor);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(leaf)
            && chain.ChainElements.Skip(1).Any(element => element.Certificate.RawDataMemory.Span.SequenceEqual(anchor.RawDataMemory.Span));
    }
}
