using System.Collections.Concurrent;
using MailCloud.Dns;
using MailCloud.Mail.Store;
using MailCloud.Mail.TransportSecurity;
using Microsoft.Extensions.Logging;

namespace MailCloud.Outbound.Security.MtaSts;

/// <summary>The policy that holds for a domain, if any, and what was wrong on the way to it.</summary>
public readonly record struct StsLookup(StsPolicy? Policy, TlsFailure? Failure);

/// <summary>
/// Finds the MTA-STS policy that holds for a domain (RFC 8461 §5.1): the one that was kept while its id is the announced one, else a new one; and the kept one,
/// as long as it may be kept, when a new one cannot be had.
/// </summary>
public sealed class StsPolicies(IDnsResolver dns, PolicyFetcher fetcher, IStsPolicyStore store, TimeProvider time, ILogger<StsPolicies> log)
{
    // RFC 8461 §3.3: after a failure, not before five minutes.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A kept policy of that age is fetched anew although its id is still the announced one, so that it does not run out while its site is attacked
    /// (RFC 8461 §3.3, §10.2). Shorter-lived ones at half their time.
    /// </summary>
    private static readonly TimeSpan RefreshAge = TimeSpan.FromDays(1);

    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> failedAt = new(StringComparer.Ordinal);

    /// <param name="domain">In lower case and A-labels.</param>
    public async ValueTask<StsLookup> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var kept = await KeptAsync(domain, cancellationToken);
        var valid = kept?.Expires > time.GetUtcNow() && StsPolicy.TryParse(kept.Text, out var parsed) ? parsed : null;
        var answer = await dns.TextAsync($"_mta-sts.{domain}", cancellationToken);
        // A record that vanished, or cannot be read, takes no policy away (RFC 8461 §5.1).
        if (!StsRecord.TryFindId(answer.Records, out var id))
            return new StsLookup(valid, null);
        var isKnown = valid is not null && string.Equals(id, kept!.Id, StringComparison.Ordinal);
        if (isKnown && !IsOld(valid!, kept!))
            return new StsLookup(valid, null);
        var (fresh, failure) = await FetchAsync(domain, id, cancellationToken);
        // Nothing is wrong as long as the announced policy holds.
        return new StsLookup(fresh ?? valid, isKnown ? null : failure);
    }

    private bool IsOld(StsPolicy policy, StoredStsPolicy kept)
    {
        var age = time.GetUtcNow() - (kept.Expires - policy.MaxAge);
        return age > RefreshAge || age > policy.MaxAge / 2;
    }

    private async ValueTask<StsLookup> FetchAsync(string domain, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (failedAt.TryGetValue(domain, out var failed) && now - failed < Pause)
            return new StsLookup(null, TlsFailure.StsPolicyFetchError);
        var text = await fetcher.FetchAsync(domain, cancellationToken);
        if (text is null || !StsPolicy.TryParse(text, out var policy))
        {
            if (failedAt.Count >= MaxRemembered)
                failedAt.Clear();
            failedAt[domain] = now;
            log.LogInformation("The MTA-STS policy {Id} of {Domain} cannot be had", id, domain);
            return new StsLookup(null, text is null ? TlsFailure.StsPolicyFetchError : TlsFailure.StsPolicyInvalid);
        }
        failedAt.TryRemove(domain, out _);
        await KeepAsync(domain, new StoredStsPolicy(id, text, now + policy.MaxAge), cancellationToken);
        return new StsLookup(policy, null);
    }

    // Without storage mail goes out all the same; the policy is fetched once more.
    private async ValueTask<StoredStsPolicy?> KeptAsync(string domain, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(domain, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "The kept MTA-STS policy of {Domain} cannot be read", domain);
            return null;
        }
    }

    private async ValueTask KeepAsync(string domain, StoredStsPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            await store.SaveAsync(domain, policy, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "The MTA-STS policy of {Domain} cannot be kept", domain);
        }
    }
}
