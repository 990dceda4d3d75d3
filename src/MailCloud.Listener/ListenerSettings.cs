using System.Net;
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
/// <param name="CertificateFile"><c>MAILCLOUD_TLS_CERTIFICATE</c>: a PEM file with the certificate and its chain.</param>
/// <param name="KeyFile"><c>MAILCLOUD_TLS_KEY</c>: a PEM file with its key.</param>
public sealed record ListenerSettings(
    string HostName,
    string PrimaryDomain,
    IPAddress Bind,
    PortNumbers Ports,
    string CertificateFile,
    string KeyFile
)
{
    /// <param name="variable">Reads an environment variable; null if it is not set.</param>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static ListenerSettings Read(Func<string, string?> variable)
    {
        var settings = new SettingReader(variable);
        var host = settings.Domain("MAILCLOUD_HOSTNAME") ?? throw new SettingException("MAILCLOUD_HOSTNAME", "is a domain name");
        return new(
            host,
            settings.Domain("MAILCLOUD_DOMAIN") ?? host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..],
            settings.IPAddress("MAILCLOUD_BIND", "is an IP address of this machine") ?? IPAddress.IPv6Any,
            new PortNumbers(
                settings.Port("MAILCLOUD_PORT_SMTP") ?? 2525,
                settings.Port("MAILCLOUD_PORT_SUBMISSION") ?? 2587,
                settings.Port("MAILCLOUD_PORT_SUBMISSIONS") ?? 2465,
                settings.Port("MAILCLOUD_PORT_IMAPS") ?? 2993,
                settings.Port("MAILCLOUD_PORT_POP3S") ?? 2995
            ),
            ExistingFile("MAILCLOUD_TLS_CERTIFICATE"),
            ExistingFile("MAILCLOUD_TLS_KEY")
        );

        string ExistingFile(string name) =>
            settings.Text(name) is { } value && File.Exists(value) ? value : throw new SettingException(name, "is the path of a PEM file");
    }
}
