using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;
using Microsoft.Extensions.Logging;

namespace MailCloud.Certificates.Zones;

/// <summary>
/// Asks the servers of a zone themselves, since what they do not show yet nobody else can see, and resolvers remember for long that there was nothing.
/// </summary>
/// <param name="resolver">Finds the servers' addresses.</param>
public sealed class AuthoritativeServers(IDnsResolver resolver, TimeProvider time, ILoggerFactory loggers)
{
    private const int DnsPort = 53;

    private readonly ILogger log = loggers.CreateLogger<AuthoritativeServers>();

    /// <summary>Where the servers answer.</summary>
    internal int Port { get; init; } = DnsPort;

    /// <summary>How long a change may take to get to all of them.</summary>
    internal TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(3);

    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a server is asked that does not answer. Some networks let nothing through to port 53 but to their own resolver.</summary>
    internal TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is waited where servers cannot be asked: they have a change within a minute.</summary>
    internal TimeSpan BlindWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Waits until every server of the zone shows the texts, or has had the time for it where it cannot be asked.</summary>
    /// <exception cref="DnsZoneException">They do not, or cannot be found.</exception>
    public async Task WaitForTextsAsync(AzureDnsZone zone, IReadOnlyCollection<DnsText> texts, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        foreach (var server in await FindAsync(zone, cancellationToken))
            if (!await WaitForAsync(server, texts, start, cancellationToken))
            {
                log.LogWarning(
                    "The server {Server} of the zone {Zone} cannot be asked from here; {Wait} have to do",
                    server,
                    zone.Name,
                    BlindWait
                );
                await Task.Delay(BlindWait, time, cancellationToken);
                return;
            }
    }

    /// <returns>False: the server does not answer.</returns>
    private async Task<bool> WaitForAsync(
        IPEndPoint server,
        IReadOnlyCollection<DnsText> texts,
        long start,
        CancellationToken cancellationToken
    )
    {
        for (var asked = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellationToken))
        {
            var shows = await ShowsAsync(server, texts, cancellationToken);
            if (shows is true)
                return true;
            if (shows is null && time.GetElapsedTime(asked) > SilenceLimit)
                return false;
            if (time.GetElapsedTime(start) > Limit)
                throw new DnsZoneException($"The server {server} does not show {texts.First().Name} after {Limit}.");
        }
    }

    private async Task<ImmutableArray<IPEndPoint>> FindAsync(AzureDnsZone zone, CancellationToken cancellationToken)
    {
        var servers = ImmutableArray.CreateBuilder<IPEndPoint>();
        foreach (var name in await zone.NameServersAsync(cancellationToken))
        {
            var addresses = await resolver.AddressesAsync(name, AddressFamily.InterNetwork, cancellationToken);
            servers.AddRange(addresses.Records.Select(address => new IPEndPoint(address, Port)));
        }
        return servers.Count > 0
            ? servers.ToImmutable()
            : throw new DnsZoneException($"The servers of the zone {zone.Name} have no address that can be found.");
    }

    /// <returns>Null: it does not answer.</returns>
    private async Task<bool?> ShowsAsync(IPEndPoint server, IReadOnlyCollection<DnsText> texts, CancellationToken cancellationToken)
    {
        // A new one each time: it remembers answers.
        var asking = new DnsResolver(new DnsSettings { Servers = [server] }, time, loggers.CreateLogger<DnsResolver>());
        foreach (var text in texts)
        {
            var answer = await asking.TextAsync(text.Name, cancellationToken);
            if (answer.Status is DnsStatus.Failed)
                return null;
            if (!answer.Records.Contains(text.Text, StringComparer.Ordinal))
                return false;
        }
        return true;
    }
}

/// <summary>A TXT record.</summary>
/// <param name="Name">The whole name.</param>
public sealed record DnsText(string Name, string Text);
