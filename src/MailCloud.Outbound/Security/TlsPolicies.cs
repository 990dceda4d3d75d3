using System.Collections.Immutable;
using MailCloud.Dns;
using MailCloud.Mail.TransportSecurity;
using MailCloud.Outbound.Security.MtaSts;

namespace MailCloud.Outbound.Security;

/// <summary>What holds for all servers of a domain.</summary>
/// <param name="Sts">Its MTA-STS policy, and what was wrong on the way to it.</param>
public sealed record DomainPolicy(string Name, StsLookup Sts);

/// <summary>
/// Decides how much TLS a server must show: DANE where DNSSEC vouches for all of it, else the domain's MTA-STS policy, else what can be had (RFC 8461 §2 has
/// DANE come first).
/// </summary>
public sealed class TlsPolicies(IDnsResolver dns, StsPolicies? sts)
{
    public async ValueTask<DomainPolicy> ForDomainAsync(string domain, CancellationToken cancellationToken) =>
        new(domain, sts is null ? default : await sts.FindAsync(domain, cancellationToken));

    /// <summary>The policy for one server, or why it must not be used: one of the two.</summary>
    /// <param name="isSecure">Whether DNSSEC vouches for the server's name and its addresses (RFC 7672 §2.2).</param>
    /// <param name="requiresTls">The message asks for proof (RFC 8689 §4.2.1).</param>
    public async ValueTask<(TlsPolicy? Policy, DeliveryAttempt? Obstacle)> ForHostAsync(
        DomainPolicy domain,
        string host,
        bool isSecure,
        bool requiresTls,
        CancellationToken cancellationToken
    )
    {
        var (policy, obstacle) = isSecure ? await DaneAsync(domain, host, cancellationToken) : default;
        if (policy is null && obstacle is null)
            (policy, obstacle) = Sts(domain, host);
        if (!requiresTls || policy is null || policy.Level >= TlsLevel.Verified)
            return (policy, obstacle);
        // The name itself must be beyond doubt before a certificate for it proves anything.
        return isSecure ? (policy with { Level = TlsLevel.Verified }, null) : (null, NoProof(host));
    }

    /// <summary>The server cannot prove that it is the right one, and the message asks it to.</summary>
    internal static DeliveryAttempt NoProof(string host) =>
        new(
            DeliveryResult.PermanentFailure,
            "5.7.30",
            $"The message requires TLS on its whole way, and nothing vouches for the name {host}"
        )
        {
            RemoteHost = host,
        };

    /// <summary>Neither: there are no TLSA records for the server.</summary>
    private async ValueTask<(TlsPolicy? Policy, DeliveryAttempt? Obstacle)> DaneAsync(
        DomainPolicy domain,
        string host,
        CancellationToken cancellationToken
    )
    {
        var answer = await dns.TlsAssociationsAsync($"_25._tcp.{host}", cancellationToken);
        // RFC 7672 §2.1.1: records that somebody may be holding back are not the same as none.
        if (answer.Status is DnsStatus.Failed)
            return (null, Later("4.7.5", $"The DNS does not say which certificate {host} has", host));
        if (answer.Status is not DnsStatus.Found || !answer.IsAuthenticated)
            return default;
        ImmutableArray<TlsAssociation> usable = [.. answer.Records.Where(DaneCheck.IsUsable)];
        // RFC 7672 §2.2: records of which none is usable still say that there is TLS.
        return (
            new TlsPolicy(usable.IsEmpty ? TlsLevel.Encrypted : TlsLevel.Dane)
            {
                Kind = TlsPolicyKind.Tlsa,
                Associations = usable,
                Domain = domain.Name,
            },
            null
        );
    }

    private static (TlsPolicy? Policy, DeliveryAttempt? Obstacle) Sts(DomainPolicy domain, string host)
    {
        if (domain.Sts.Policy is not { Mode: not StsMode.None } sts)
        {
            var kind = domain.Sts.Failure is null ? TlsPolicyKind.NoPolicyFound : TlsPolicyKind.Sts;
            return (
                new TlsPolicy(TlsLevel.Opportunistic)
                {
                    Domain = domain.Name,
                    Kind = kind,
                    Fault = domain.Sts.Failure,
                },
                null
            );
        }
        if (sts.Mode is StsMode.Enforce && !sts.Matches(host))
            return (null, Later("4.7.5", $"The MTA-STS policy of {domain.Name} does not allow the server {host}", host));
        // In testing mode (RFC 8461 §5) the certificate is looked at for reports, and nothing follows from it.
        return (
            new TlsPolicy(sts.Mode is StsMode.Enforce ? TlsLevel.Verified : TlsLevel.Opportunistic)
            {
                Kind = TlsPolicyKind.Sts,
                Domain = domain.Name,
                Fault = domain.Sts.Failure,
            },
            null
        );
    }

    private static DeliveryAttempt Later(string status, string text, string host) =>
        new(DeliveryResult.TemporaryFailure, status, text) { RemoteHost = host };
}
