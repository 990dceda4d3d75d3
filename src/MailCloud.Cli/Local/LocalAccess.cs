using System.Net;
using MailCloud.Discovery;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Local;

/// <summary>What mail programs are told by <c>mailcloud up</c>: where it really listens. Names of its own would lead nowhere on a laptop.</summary>
internal static class LocalAccess
{
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static MailAccess Of(SettingReader settings, IPAddress bind, ServicePorts ports)
    {
        var host = IPAddress.IsLoopback(bind) || bind.Equals(IPAddress.Any) || bind.Equals(IPAddress.IPv6Any) ? "localhost" : $"{bind}";
        var web = new UriBuilder(Uri.UriSchemeHttps, settings.Domain("MAILCLOUD_WEB_HOSTNAME") ?? host, ports.Https);
        return new MailAccess(
            settings.Domain("MAILCLOUD_HOSTNAME") ?? host,
            ports.Imaps,
            ports.Pop3s,
            ports.Submissions,
            ports.Submission,
            web.Uri
        );
    }
}
