using MailCloud.Mail.Settings;
using MailCloud.Outbound;
using MailCloud.Outbound.Queue;

namespace MailCloud.Functions;

/// <summary>How this deployment sends mail out.</summary>
/// <param name="HostName">The server's own name, as reports say it.</param>
/// <param name="Transport">Null: there is no way out.</param>
public sealed record OutboundSetup(string HostName, QueueSettings Queue, ITransport? Transport, IOutgoingIdentity Identity)
{
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static OutboundSetup Read(SettingReader settings) =>
        new(settings.Domain("MAILCLOUD_HOSTNAME") ?? "localhost", QueueSettings.Read(settings), Transport: null, new UnsignedIdentity());
}
