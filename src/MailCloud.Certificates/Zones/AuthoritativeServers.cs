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

    /// <summary>Where the servers answer.</summary>
    internal int Port { get; init; } = DnsPort;

    /// <summary>How long a change may take to get to all of them.</summary>
    internal TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(3);

    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Waits until every server of the zone shows the texts.</summary>
    /// <exception cref="DnsZoneException">They do not, or cannot be found.</exception>
    public async Task WaitForTextsAsync(AzureDnsZone zone, IReadOnlyCollection<DnsText> texts, CancellationToken cancellationToken)
    {
        var servers = await FindAsync(zone, cancellationToken);
        var start = time.GetTimestamp();
        foreach (var server in servers)
        {
            while (!await ShowsAsync(server, texts, cancellationToken))
            {
                if (time.GetElapsedTime(start) > Limit)
                    throw new DnsZoneException($"The server {server} does not show the new records of the zone {zone.Name} after {Limit}.");
                await Task.Delay(Pause, time, cancellationToken);
            }
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

    private async Task<bool> ShowsAsync(IPEndPoint server, IReadOnlyCollection<DnsText> texts, CancellationToken cancellationToken)
    {
        // A new one each time: it remembers answers.
        var asking = new DnsResolver(new DnsSettings { Servers = [server] }, time, loggers.CreateLogger<DnsResolver>());
        foreach (var text in texts)
        {
            var answer = await asking.TextAsync(text.Name, cancellationToken);
            if (!answer.Records.Contains(text.Text, StringComparer.Ordinal))
                return false;
        }
        return true;
    }
}

/// <summary>A TXT record.</summary>
/// <param name="Name">The whole name.</param>
public sealed record DnsText(string Name, string Text);
