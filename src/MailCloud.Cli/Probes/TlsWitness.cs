using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Cli.Probes;

/// <summary>Sees a handshake, lets it go on, and tells of the certificate afterwards.</summary>
internal sealed class TlsWitness(ProbeTarget target, TimeProvider time)
{
    private const int FewDays = 14;
    private const int ManyNames = 3;

    private X509Certificate2? seen;

    /// <summary>Why a client would not go on; null: it would.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the certificate is fine and stays so for some weeks.</summary>
    public bool IsLasting => Problem is null && seen is not null && DaysLeft(seen) >= FewDays;

    /// <summary>The certificate's names and the time it has left.</summary>
    public string Description =>
        seen is null
            ? "no certificate"
            : $"certificate for {Names(seen)}, {DaysLeft(seen).ToString(CultureInfo.InvariantCulture)} days left{(Problem is null ? "" : $"; {Problem}")}";

    /// <summary>For whoever shakes hands. Nothing secret may be said before <see cref="Problem"/> has been looked at.</summary>
    public bool Look(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            Problem = "it shows no certificate";
            return true;
        }
        seen = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        Problem =
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is not for this name"
            : !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && target.Authorities is null ? null
            : IsTrusted(seen, chain) ? null
            : seen.SubjectName.RawData.AsSpan().SequenceEqual(seen.IssuerName.RawData) ? "it is self-signed"
            : "no authority that is trusted here has signed it";
        return true;
    }

    private bool IsTrusted(X509Certificate2 certificate, X509Chain? offered)
    {
        if (target.Authorities is not { } authorities)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in offered?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    }

    private int DaysLeft(X509Certificate2 certificate) =>
        (int)Math.Floor((certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime).TotalDays);

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames())
            .ToList();
        var rest = names.Count - ManyNames;
        return names.Count == 0 ? certificate.Subject : string.Join(", ", names.Take(ManyNames)) + (rest > 0 ? $" and {rest} more" : "");
    }
}
