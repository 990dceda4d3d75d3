using System.Collections.Concurrent;
using System.Net;

namespace MailCloud.Listener;

/// <summary>How many connections there may be, so that no client takes the room of the others.</summary>
public sealed record ConnectionLimits
{
    /// <summary>All connections of the listener.</summary>
    public int Total { get; init; } = 20_000;

    /// <summary>
    /// Connections of one client address. Offices share one, and a user's clients open up to 16 each. Behind a proxy the client is whom the proxy names;
    /// not applied where it names nobody.
    /// </summary>
    public int PerAddress { get; init; } = 500;
}

/// <summary>Counts the connections that exist.</summary>
internal sealed class ConnectionCounter(ConnectionLimits limits)
{
    private readonly ConcurrentDictionary<IPAddress, int> byAddress = new();
    private int total;

    /// <summary>Takes a place of all, or says that there is none; <see cref="Leave()"/> gives it back.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref total) <= limits.Total)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref total);

    /// <summary>Takes a place of an address; <see cref="Leave(IPAddress)"/> gives it back.</summary>
    public bool TryEnter(IPAddress? address)
    {
        if (address is null || byAddress.AddOrUpdate(address, 1, static (_, count) => count + 1) <= limits.PerAddress)
            return true;
        Leave(address);
        return false;
    }

    public void Leave(IPAddress? address)
    {
        if (address is not null && byAddress.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0)
            byAddress.TryRemove(new KeyValuePair<IPAddress, int>(address, 0));
    }
}
