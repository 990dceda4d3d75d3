using System.Collections.Immutable;
using System.Net;
using MailCloud.Mail.Settings;

namespace MailCloud.Dns;

/// <summary>Whom to ask, and how long.</summary>
public sealed record DnsSettings
{
    private const int DnsPort = 53;

    /// <summary>Recursive resolvers, asked in turn; empty: the system's.</summary>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [];

    /// <summary>How long one of them may take to answer one question.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether the servers' word that an answer is validated (the AD bit) is believed although it travels further than this machine
    /// (RFC 4035 §4.9.3: only over a secure channel).
    /// </summary>
    public bool IsTrusted { get; init; }

    /// <exception cref="SettingException">A setting cannot be read.</exception>
    public static DnsSettings Read(SettingReader settings)
    {
        var defaults = new DnsSettings();
        return new DnsSettings
        {
            Servers =
                ParseServers(settings.List("MAILCLOUD_DNS_SERVERS"))
                ?? throw new SettingException(
                    "MAILCLOUD_DNS_SERVERS",
                    "is a list of resolvers' IP addresses, each with :port if it is not 53"
                ),
            Timeout = settings.Duration("MAILCLOUD_DNS_TIMEOUT") ?? defaults.Timeout,
            IsTrusted = settings.Switch("MAILCLOUD_DNS_TRUSTED") ?? defaults.IsTrusted,
        };
    }

    /// <param name="servers">Addresses, each with a port if it is not 53: <c>192.0.2.53</c>, <c>127.0.0.1:5353</c>, <c>[2001:db8::53]:5353</c>.</param>
    /// <returns>Null: one of them is none.</returns>
    private static ImmutableArray<IPEndPoint>? ParseServers(IEnumerable<string> servers)
    {
        var endPoints = ImmutableArray.CreateBuilder<IPEndPoint>();
        foreach (var server in servers)
        {
            if (!IPEndPoint.TryParse(server, out var endPoint))
                return null;
            endPoints.Add(endPoint.Port == 0 ? new IPEndPoint(endPoint.Address, DnsPort) : endPoint);
        }
        return endPoints.ToImmutable();
    }
}
