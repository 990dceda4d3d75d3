using System.Net;
using MailCloud.Listener.Access;
using MailCloud.Mail.Settings;
using MailCloud.Storage;

namespace MailCloud.Listener;

/// <summary>The container's settings, all from the environment; where mail is kept is <see cref="StorageSettings"/>'.</summary>
/// <param name="HostName"><c>MAILCLOUD_HOSTNAME</c>: the server's own name.</param>
/// <param name="PrimaryDomain">
/// <c>MAILCLOUD_DOMAIN</c>: the domain whose postmaster answers for the server; if not set, the host name without its first label.
/// </param>
/// <param name="Bind"><c>MAILCLOUD_BIND</c>: the address to listen on; if not set, all.</param>
/// <param name="Ports">
/// <c>MAILCLOUD_PORT_SMTP</c>, <c>_SUBMISSION</c>, <c>_SUBMISSIONS</c>, <c>_IMAPS</c>, <c>_POP3S</c>; if not set, 2525, 2587, 2465, 2993 and 2995, since a
/// container without privileges has no others.
/// </param>
/// <param name="HealthPort"><c>MAILCLOUD_HEALTH_PORT</c>: where <see cref="Health.HealthServer"/> answers; if not set, 8080.</param>
/// <param name="DrainDelay">
/// <c>MAILCLOUD_DRAIN_DELAY</c>: how long the ports still accept when the process is to end, so that a load balancer can learn that it is not ready; if not set, 5
/// seconds.
/// </param>
public sealed record ListenerSettings(
    string HostName,
    string PrimaryDomain,
    IPAddress Bind,
    PortNumbers Ports,
    int HealthPort,
    TimeSpan DrainDelay,
    CertificateSettings Certificates,
    AccessSettings Access,
    ClientAddressing Clients
)
{
    private const string DrainDelayName = "MAILCLOUD_DRAIN_DELAY";

    private static readonly TimeSpan LongestDrainDelay = TimeSpan.FromMinutes(5);

    /// <param name="variable">Reads an environment variable; null if it is not set.</param>
    /// <exception cref="SettingException">Settings are missing or wrong, the services' among them; all of them are named.</exception>
    public static ListenerSettings Read(Func<string, string?> variable)
    {
        var settings = new SettingReader(variable);
        var problems = new SettingProblems();
        var host = problems.Gather(() =>
            settings.Domain("MAILCLOUD_HOSTNAME") ?? throw new SettingException("MAILCLOUD_HOSTNAME", "is a domain name")
        );
        var domain = problems.Gather(() => settings.Domain("MAILCLOUD_DOMAIN"));
        var read = new ListenerSettings(
            host ?? "",
            domain ?? host?[(host.IndexOf('.', StringComparison.Ordinal) + 1)..] ?? "",
            problems.Gather(() => settings.IPAddress("MAILCLOUD_BIND", "is an IP address of this machine")) ?? IPAddress.IPv6Any,
            new PortNumbers(
                Port("MAILCLOUD_PORT_SMTP", 2525),
                Port("MAILCLOUD_PORT_SUBMISSION", 2587),
                Port("MAILCLOUD_PORT_SUBMISSIONS", 2465),
                Port("MAILCLOUD_PORT_IMAPS", 2993),
                Port("MAILCLOUD_PORT_POP3S", 2995)
            ),
            Port("MAILCLOUD_HEALTH_PORT", 8080),
            problems.Gather(() => ReadDrainDelay(settings)),
            problems.Gather(() => CertificateSettings.Read(settings))!,
            problems.Gather(() => AccessSettings.Read(settings))!,
            problems.Gather(() => ClientAddressing.Read(settings))!
        );
        MailPorts.Check(settings, problems);
        problems.ThrowIfAny();
        return read;

        int Port(string name, int unlessSet) => problems.Gather(() => settings.Port(name)) ?? unlessSet;
    }

    private static TimeSpan ReadDrainDelay(SettingReader settings)
    {
        var delay = settings.Duration(DrainDelayName) ?? TimeSpan.FromSeconds(5);
        return delay <= LongestDrainDelay ? delay : throw new SettingException(DrainDelayName, "is a time of five minutes at most");
    }
}
