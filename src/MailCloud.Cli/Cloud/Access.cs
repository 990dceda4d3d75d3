using System.Globalization;
using MailCloud.Cli.Dns;
using MailCloud.Discovery;
using MailCloud.Mail.Settings;

namespace MailCloud.Cli.Cloud;

/// <summary>What people have to know to get at their mail.</summary>
internal static class Access
{
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static void Write(Terminal terminal, SettingReader settings, ServerNames server)
    {
        var access = MailAccess.Read(settings) with { HostName = server.Host };
        if ((access.Webmail?.AbsoluteUri ?? settings.Text(ServerNames.WebVariable)) is { } web)
            terminal.Say($"Webmail: {web}");
        terminal.List(
            ["For", "Server", "Port", "Security"],
            access
                .Incoming.Concat(access.Outgoing)
                .Select(one =>
                    new[]
                    {
                        one.Protocol switch
                        {
                            MailProtocol.Imap => "Reading (IMAP)",
                            MailProtocol.Pop3 => "Fetching (POP3)",
                            _ => "Sending (SMTP)",
                        },
                        one.HostName,
                        one.Port.ToString(CultureInfo.InvariantCulture),
                        one.IsImplicitTls ? "TLS" : "STARTTLS",
                    }
                )
        );
        terminal.Say("The user name is the whole address.");
    }
}
