using System.Collections.Concurrent;

namespace MailCloud.Mail.TransportSecurity;

/// <summary>Keeps what was observed of other servers' TLS, by day (UTC), until it was reported (RFC 8460 §3).</summary>
public interface ITlsObservationStore
{
    /// <exception cref="Store.StoreUnavailableException">It may be kept or not.</exception>
    ValueTask AddAsync(DateOnly day, TlsObservation observation, CancellationToken cancellationToken);

    /// <summary>All of a day, those of one domain behind each other.</summary>
    /// <exception cref="Store.StoreUnavailableException">Storage cannot be asked.</exception>
    IAsyncEnumerable<TlsObservation> ReadAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Forgets a day and all before it.</summary>
    /// <exception cref="Store.StoreUnavailableException">Some may be left; try again.</exception>
    ValueTask RemoveUpToAsync(DateOnly day, CancellationToken cancellationToken);
}

/// <summary>Remembers while the process lives.</summary>
public sealed class MemoryTlsObservationStore : ITlsObservationStore
{
    private readonly ConcurrentDictionary<DateOnly, ConcurrentQueue<TlsObservation>> days = new();

    public ValueTask AddAsync(DateOnly day, TlsObservation observation, CancellationToken cancellationToken)
    {
        days.GetOrAdd(day, _ => new()).Enqueue(observation);
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<TlsObservation> ReadAsync(DateOnly day, CancellationToken cancellationToken) =>
        (days.TryGetValue(day, out var all) ? all.ToArray() : [])
            .OrderBy(observation => observation.Domain, StringComparer.Ordinal)
            .ToAsyncEnumerable();

    public ValueTask RemoveUpToAsync(DateOnly day, CancellationToken cancellationToken)
    {
        foreach (var old in days.Keys.Where(other => other <= day))
            days.TryRemove(old, out _);
        return ValueTask.CompletedTask;
    }
}
