using System.Collections.Immutable;
using MailCloud.Dns;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Spf;

namespace MailCloud.SenderAuthentication.Dmarc;

/// <summary>
/// Decides whether SPF or DKIM vouch for the domain that people see (RFC 7489 §4.2), and finds what that domain wants done where they do not. It throws
/// nothing but what a cancelled look-up throws.
/// </summary>
/// <param name="sample">Draws a number from 0 to 99 for each failing message: the policy applies to those below its percentage (RFC 7489 §6.6.4).</param>
public sealed class DmarcVerifier(IDnsResolver dns, Func<int> sample)
{
    /// <summary>Domains of authors that are asked; a message with more is nobody's.</summary>
    private const int MaxAuthors = 5;

    /// <param name="authors">The domains of the From fields' addresses, as they are written.</param>
    public async ValueTask<DmarcResult> CheckAsync(
        IReadOnlyCollection<string> authors,
        SpfResult spf,
        ImmutableArray<DkimResult> dkim,
        CancellationToken cancellationToken
    )
    {
        var domains = authors.Select(HostName.ToAscii).Distinct(StringComparer.Ordinal).ToList();
        if (domains.Count is 0 or > MaxAuthors)
            return new DmarcResult(DmarcStatus.PermError, null, DmarcPolicy.None);
        var results = await Task.WhenAll(domains.Select(domain => CheckAsync(domain, spf, dkim, cancellationToken)));
        // Of several authors the one whose domain is strictest decides (RFC 7489 §6.6.1): else a second author would open the door.
        return results.OrderByDescending(result => result.Policy).ThenByDescending(result => result.Status).First();
    }

    /// <param name="domain">Null: what is written there is no domain.</param>
    private async Task<DmarcResult> CheckAsync(
        string? domain,
        SpfResult spf,
        ImmutableArray<DkimResult> dkim,
        CancellationToken cancellationToken
    )
    {
        if (domain is null)
            return new DmarcResult(DmarcStatus.PermError, null, DmarcPolicy.None);
        var (status, record, isSubdomain) = await FindAsync(domain, cancellationToken);
        if (record is null)
            return new DmarcResult(status, domain, DmarcPolicy.None);
        var policy = isSubdomain ? record.SubdomainPolicy : record.Policy;
        if (IsAligned(domain, record, spf, SpfStatus.Pass, dkim, DkimStatus.Pass))
            return new DmarcResult(DmarcStatus.Pass, domain, DmarcPolicy.None, policy);
        // What may yet turn out to be a pass is not refused for good. Others' look-ups do not count: whoever forges can make his own fail.
        if (status is DmarcStatus.TempError || IsAligned(domain, record, spf, SpfStatus.TempError, dkim, DkimStatus.TempError))
            return new DmarcResult(DmarcStatus.TempError, domain, DmarcPolicy.None, policy);
        return new DmarcResult(DmarcStatus.Fail, domain, IsInSample(record) ? policy : Milder(policy), policy);
    }

    /// <summary>Whether SPF or a signature came to the wanted result for a domain that is aligned.</summary>
    private static bool IsAligned(
        string domain,
        DmarcRecord record,
        SpfResult spf,
        SpfStatus wantedOfSpf,
        ImmutableArray<DkimResult> dkim,
        DkimStatus wantedOfDkim
    ) =>
        spf.Status == wantedOfSpf && IsAligned(domain, spf.Domain, record.IsSpfStrict)
        || dkim.Any(result => result.Status == wantedOfDkim && IsAligned(domain, result.Domain, record.IsDkimStrict));

    /// <summary>Identifier alignment (RFC 7489 §3.1).</summary>
    private static bool IsAligned(string domain, string? authenticated, bool isStrict) =>
        authenticated is not null
        && (
            string.Equals(domain, authenticated, StringComparison.OrdinalIgnoreCase)
            || !isStrict
                && string.Equals(
                    PublicSuffixes.OrganizationalDomain(domain),
                    PublicSuffixes.OrganizationalDomain(authenticated.ToLowerInvariant()),
                    StringComparison.Ordinal
                )
        );

    /// <summary>Policy discovery (RFC 7489 §6.6.3): the domain's own record, else its organisation's.</summary>
    private async ValueTask<(DmarcStatus Status, DmarcRecord? Record, bool IsSubdomain)> FindAsync(
        string domain,
        CancellationToken cancellationToken
    )
    {
        var (status, record) = await FindAtAsync(domain, cancellationToken);
        var organization = PublicSuffixes.OrganizationalDomain(domain);
        if (status is not (DmarcStatus.None or DmarcStatus.TempError) || string.Equals(organization, domain, StringComparison.Ordinal))
            return (status, record, false);
        // A subdomain whose DNS is broken must not be a way around its organisation's policy: until it answers, that one holds.
        var (statusAbove, recordAbove) = await FindAtAsync(organization, cancellationToken);
        return (status is DmarcStatus.TempError ? status : statusAbove, recordAbove, true);
    }

    /// <returns>A record, with the status pass; or the status that its absence means.</returns>
    private async ValueTask<(DmarcStatus Status, DmarcRecord? Record)> FindAtAsync(string domain, CancellationToken cancellationToken)
    {
        var answer = await dns.TextAsync($"_dmarc.{domain}", cancellationToken);
        if (answer.Status is DnsStatus.Failed)
            return (DmarcStatus.TempError, null);
        return answer.Records.Where(DmarcRecord.IsRecord).ToList() switch
        {
            [] => (DmarcStatus.None, null),
            [var text] when DmarcRecord.Parse(text) is { } record => (DmarcStatus.Pass, record),
            // Two policies, or one that cannot be read, are none; nor is the organisation asked then (RFC 7489 §6.6.3, steps 5 and 6).
            _ => (DmarcStatus.PermError, null),
        };
    }

    private bool IsInSample(DmarcRecord record) => record.Percentage == 100 || sample() < record.Percentage;

    // Outside the sample the next milder policy applies (RFC 7489 §6.6.4).
    private static DmarcPolicy Milder(DmarcPolicy policy) => policy is DmarcPolicy.Reject ? DmarcPolicy.Quarantine : DmarcPolicy.None;
}
