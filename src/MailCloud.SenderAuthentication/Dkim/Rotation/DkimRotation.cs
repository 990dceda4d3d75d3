using System.Collections.Immutable;
using System.Security.Cryptography;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Secrets;

namespace MailCloud.SenderAuthentication.Dkim.Rotation;

/// <summary>What the DNS has at the place of a key's record.</summary>
public enum DkimRecordState
{
    /// <summary>The record of this key.</summary>
    Published,

    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>Something else, such as the record of another key.</summary>
    Different,

    /// <summary>It cannot be told now.</summary>
    Unknown,
}

/// <summary>
/// Brings a domain's keys from one to the next, in steps that can stop anywhere: new keys are made and wait (<see cref="BeginAsync"/>); each signs, in the place of
/// the one of its kind before it, from when its record is seen in the DNS (<see cref="AdvanceAsync"/>), so that nothing is signed that nobody can verify; the
/// old ones stay published for <see cref="Grace"/> and are then forgotten.
/// </summary>
public sealed class DkimRotation(IDirectory directory, ISecretStore secrets, IDnsResolver dns, TimeProvider time)
{
    /// <summary>How long mail may be on its way, and a little more: its signature is verified when it arrives.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    private static readonly DkimKeyKind[] Kinds = [DkimKeyKind.Rsa, DkimKeyKind.Ed25519];

    /// <summary>Makes a key of each kind, which wait for their records. If some wait already, no others are made.</summary>
    /// <returns>The domain as it is then; null: it is none of ours.</returns>
    public async Task<Domain?> BeginAsync(string name, CancellationToken cancellationToken)
    {
        if (await directory.FindDomainAsync(name, cancellationToken) is not { } domain)
            return null;
        if (domain.DkimSelectors.Any(IsNext))
            return domain;
        var made = ImmutableArray.CreateBuilder<DkimSelector>();
        foreach (var kind in Kinds)
            made.Add(await MakeAsync(domain, kind, cancellationToken));
        // Of two who do this at the same time the first one's keys are taken.
        var changed = await directory.UpdateDomainAsync(
            domain.Name,
            now => now.DkimSelectors.Any(IsNext) ? now : now with { DkimSelectors = now.DkimSelectors.AddRange(made) },
            cancellationToken
        );
        foreach (var selector in made.Where(selector => changed?.DkimSelectors.Contains(selector) is not true))
            await secrets.RemoveAsync(selector.Secret, cancellationToken);
        return changed;
    }

    /// <summary>Takes each step that is due: waiting keys whose records are published sign, and what retired long enough ago is removed.</summary>
    /// <returns>The domain as it is then; null: it is none of ours.</returns>
    public async Task<Domain?> AdvanceAsync(string name, CancellationToken cancellationToken)
    {
        if (await directory.FindDomainAsync(name, cancellationToken) is not { } domain)
            return null;
        var seen = new HashSet<SecretName>();
        foreach (var selector in domain.DkimSelectors.Where(IsNext))
            if (await LookUpAsync(dns, domain, selector, cancellationToken) is DkimRecordState.Published)
                seen.Add(selector.Secret);
        var now = time.GetUtcNow();
        var forgotten = domain.DkimSelectors.Where(selector => IsOver(selector, now)).ToList();
        if (seen.Count == 0 && forgotten.Count == 0)
            return domain;
        var changed = await directory.UpdateDomainAsync(
            domain.Name,
            present => present with { DkimSelectors = Advance(present.DkimSelectors, seen, now) },
            cancellationToken
        );
        // Last, so that no key is listed whose secret is gone.
        foreach (var selector in forgotten)
            await secrets.RemoveAsync(selector.Secret, cancellationToken);
        return changed;
    }

    /// <summary>What the DNS has for a key.</summary>
    public static async Task<DkimRecordState> LookUpAsync(
        IDnsResolver dns,
        Domain domain,
        DkimSelector selector,
        CancellationToken cancellationToken
    )
    {
        var answer = await dns.TextAsync(RecordName(domain, selector), cancellationToken);
        var ours = DkimKeyRecord.Parse(selector.Record);
        return answer.Status switch
        {
            DnsStatus.Failed => DkimRecordState.Unknown,
            DnsStatus.Found when answer.Records.All(record => IsSameKey(record, ours)) => DkimRecordState.Published,
            DnsStatus.Found => DkimRecordState.Different,
            _ => DkimRecordState.Missing,
        };
    }

    /// <summary>Where a key's record is published (RFC 6376 §3.6.2.1).</summary>
    public static string RecordName(Domain domain, DkimSelector selector) => $"{selector.Name}._domainkey.{domain.Name}";

    private static ImmutableArray<DkimSelector> Advance(
        ImmutableArray<DkimSelector> selectors,
        HashSet<SecretName> seen,
        DateTimeOffset now
    )
    {
        var kinds = selectors.Where(IsSeen).Select(KindOf).ToHashSet();
        return [.. selectors.Where(selector => !IsOver(selector, now)).Select(Step)];

        bool IsSeen(DkimSelector selector) => IsNext(selector) && seen.Contains(selector.Secret);

        DkimSelector Step(DkimSelector selector) =>
            IsSeen(selector) ? selector with { State = DkimSelectorState.Active, Since = now }
            : selector.State is DkimSelectorState.Active && kinds.Contains(KindOf(selector))
                ? selector with
                {
                    State = DkimSelectorState.Retired,
                    Since = now,
                }
            : selector;
    }

    private async Task<DkimSelector> MakeAsync(Domain domain, DkimKeyKind kind, CancellationToken cancellationToken)
    {
        using var key = DkimKey.Create(kind);
        var selector = FreeSelector(domain, kind is DkimKeyKind.Rsa ? 'r' : 'e');
        // By chance, so that the name never stands for another key.
        var label = $"dkim-{domain.Name.Replace('.', '-').Replace('_', '-')}";
        var secret = new SecretName(
            $"{label[..Math.Min(label.Length, 80)]}-{selector}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"
        );
        await secrets.SetAsync(secret, key.ToPem(), cancellationToken);
        // The directory keeps whole seconds.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        return new DkimSelector(selector, key.DnsRecord, secret, DkimSelectorState.Next, now);
    }

    /// <summary>The first of <c>mc1r</c>, <c>mc2r</c>, … that no key of the domain has: they take turns, so that two names in the DNS suffice.</summary>
    private static string FreeSelector(Domain domain, char kind) =>
        Enumerable
            .Range(1, int.MaxValue)
            .Select(number => $"mc{number}{kind}")
            .First(name => domain.DkimSelectors.All(selector => !string.Equals(selector.Name, name, StringComparison.Ordinal)));

    private static bool IsNext(DkimSelector selector) => selector.State is DkimSelectorState.Next;

    private static bool IsOver(DkimSelector selector, DateTimeOffset now) =>
        selector.State is DkimSelectorState.Retired && now - selector.Since >= Grace;

    private static DkimKeyKind KindOf(DkimSelector selector) => DkimKeyRecord.Parse(selector.Record).Kind;

    private static bool IsSameKey(string record, DkimKeyRecord ours)
    {
        try
        {
            var theirs = DkimKeyRecord.Parse(record);
            return theirs.Kind == ours.Kind && theirs.PublicKey.AsSpan().SequenceEqual(ours.PublicKey.AsSpan());
        }
        catch (MalformedSignatureException)
        {
            return false;
        }
    }
}
