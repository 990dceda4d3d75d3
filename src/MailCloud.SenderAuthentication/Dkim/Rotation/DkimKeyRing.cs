using System.Collections.Concurrent;
using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Secrets;
using Microsoft.Extensions.Logging;

namespace MailCloud.SenderAuthentication.Dkim.Rotation;

/// <summary>
/// The keys that the directory says are active, their private halves from the store of secrets. A key that was read is kept: a secret's name is never used for
/// another key. A key that is missing or broken is left out, and the others sign.
/// </summary>
public sealed class DkimKeyRing(IDirectory directory, ISecretStore secrets, ILogger<DkimKeyRing> log) : IDkimKeys, IDisposable
{
    private readonly ConcurrentDictionary<SecretName, DkimKey> keys = new();

    public async ValueTask<ImmutableArray<DkimSigningKey>> FindAsync(string domain, CancellationToken cancellationToken)
    {
        if (await directory.FindDomainAsync(domain, cancellationToken) is not { } found)
            return [];
        var active = ImmutableArray.CreateBuilder<DkimSigningKey>();
        foreach (var selector in found.ActiveSelectors)
            if (await FindAsync(found, selector, cancellationToken) is { } key)
                active.Add(new DkimSigningKey(found.Name, selector.Name, key));
        active.Sort((one, other) => one.Key.Kind.CompareTo(other.Key.Kind));
        return active.ToImmutable();
    }

    public void Dispose()
    {
        foreach (var key in keys.Values)
            key.Dispose();
    }

    private async ValueTask<DkimKey?> FindAsync(Domain domain, DkimSelector selector, CancellationToken cancellationToken)
    {
        if (keys.TryGetValue(selector.Secret, out var known))
            return known;
        if (await secrets.FindAsync(selector.Secret, cancellationToken) is not { } pem)
        {
            log.LogError(
                "The secret {Secret} is missing: mail of {Domain} is not signed with {Selector}",
                selector.Secret,
                domain.Name,
                selector.Name
            );
            return null;
        }
        try
        {
            return Keep(selector.Secret, DkimKey.FromPem(pem));
        }
        catch (FormatException e)
        {
            log.LogError(
                e,
                "The secret {Secret} is no key: mail of {Domain} is not signed with {Selector}",
                selector.Secret,
                domain.Name,
                selector.Name
            );
            return null;
        }
    }

    private DkimKey Keep(SecretName name, DkimKey key)
    {
        var kept = keys.GetOrAdd(name, key);
        // Two asked at the same time.
        if (kept != key)
            key.Dispose();
        return kept;
    }
}
