using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Outbound.Security;

/// <summary>One handshake's look at a server's certificate: what the policy asks, and what was found.</summary>
/// <param name="host">The server's name, for SNI and for its certificate.</param>
/// <param name="authorities">Authorities to trust beside the system's.</param>
public sealed class CertificateCheck(TlsPolicy policy, string host, X509Certificate2Collection authorities)
{
    /// <summary>What is wrong with the certificate, whether the policy minds it or not; null: nothing, or it was not seen.</summary>
    public TlsFailure? Failure { get; private set; }

    /// <summary>Whether the certificate proves that the server is the one we meant.</summary>
    public bool IsVerified { get; private set; }

    /// <summary>The handshake's options.</summary>
    public SslClientAuthenticationOptions Options =>
        new()
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // Mail servers' certificates are mostly of authorities whose lists cannot be had from here, and RFC 8461 §4.2 does not ask for them.
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate, chain, errors),
        };

    private bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Failure =
            certificate is not X509Certificate2 leaf || chain is null ? TlsFailure.ValidationFailure
            : policy.Level is TlsLevel.Dane ? DaneCheck.FailureOf(policy, host, leaf, chain)
            : FailureOf(leaf, chain, errors);
        IsVerified = Failure is null;
        return IsVerified || policy.Level < TlsLevel.Verified;
    }

    private TlsFailure? FailureOf(X509Certificate2 leaf, X509Chain chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return TlsFailure.CertificateHostMismatch;
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return null;
        if (authorities.Count > 0 && LeadsToOwnAuthority(leaf, chain))
            return null;
        return chain.ChainStatus.Any(status => status.Status is X509ChainStatusFlags.NotTimeValid)
            ? TlsFailure.CertificateExpired
            : TlsFailure.CertificateNotTrusted;
    }

    private bool LeadsToOwnAuthority(X509Certificate2 leaf, X509Chain seen)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(seen.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
