using System.Collections.Concurrent;

namespace MailCloud.Mail.Greylisting;

/// <summary>
/// Where it is kept which client networks have waited. Networks are named by a keyed hash. If two processes change what is known of a network at the same
/// time, the later one's word stands: a sender waits once more than it had to. Every method may throw <see cref="Store.StoreUnavailableException"/>.
/// </summary>
public interface IGreylist
{
    /// <param name="network">32 hexadecimal digits in lower case.</param>
    ValueTask<GreylistClient> FindAsync(string network, CancellationToken cancellationToken);

    ValueTask SetAsync(string network, GreylistClient client, CancellationToken cancellationToken);

    /// <summary>Deletes networks that are due, a part of all each time: called every few minutes, it comes round within a day.</summary>
    ValueTask PruneAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>In memory: of this process, and gone with it.</summary>
public sealed class MemoryGreylist : IGreylist
{
    private readonly ConcurrentDictionary<string, GreylistClient> clients = new(StringComparer.Ordinal);

    public ValueTask<GreylistClient> FindAsync(string network, CancellationToken cancellationToken) =>
        new(clients.GetValueOrDefault(network, GreylistClient.Unknown));

    public ValueTask SetAsync(string network, GreylistClient client, CancellationToken cancellationToken)
    {
        clients[network] = client;
        return ValueTask.CompletedTask;
    }

    public ValueTask PruneAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (network, client) in clients)
            if (client.Due <= now)
                clients.TryRemove(new KeyValuePair<string, GreylistClient>(network, client));
        return ValueTask.CompletedTask;
    }
}
