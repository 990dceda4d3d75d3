using System.Collections.Concurrent;

namespace MailCloud.Mail.TransportSecurity;

/// <summary>An MTA-STS policy as it was fetched (RFC 8461 §3.2).</summary>
/// <param name="Id">The id of the TXT record that announced it (RFC 8461 §3.1).</param>
/// <param name="Text">The policy file.</param>
/// <param name="Expires">When it may no longer be kept.</param>
public sealed record StoredStsPolicy(string Id, string Text, DateTimeOffset Expires);

/// <summary>
/// Remembers the MTA-STS policies of other domains. It matters that they are kept: whoever can change what we hear of the DNS can hide a policy, but not make
/// us forget one (RFC 8461 §5.1).
/// </summary>
public interface IStsPolicyStore
{
    /// <summary>The policy that was saved last for the domain, expired or not; null: none.</summary>
    /// <exception cref="Store.StoreUnavailableException">Storage cannot be asked.</exception>
    ValueTask<StoredStsPolicy?> FindAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Keeps a policy in place of an older one.</summary>
    /// <exception cref="Store.StoreUnavailableException">Storage cannot be asked.</exception>
    ValueTask SaveAsync(string domain, StoredStsPolicy policy, CancellationToken cancellationToken);
}

/// <summary>Remembers while the process lives.</summary>
public sealed class MemoryStsPolicyStore : IStsPolicyStore
{
    private readonly ConcurrentDictionary<string, StoredStsPolicy> policies = new(StringComparer.OrdinalIgnoreCase);

    public ValueTask<StoredStsPolicy?> FindAsync(string domain, CancellationToken cancellationToken) =>
        new(policies.GetValueOrDefault(domain));

    public ValueTask SaveAsync(string domain, StoredStsPolicy policy, CancellationToken cancellationToken)
    {
        policies[domain] = policy;
        return ValueTask.CompletedTask;
    }
}
