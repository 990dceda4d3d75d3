using MailCloud.Mail.Settings;

namespace MailCloud.Discovery;

/// <summary>What a server is spoken to with.</summary>
public enum MailProtocol
{
    Imap,
    Pop3,

    /// <summary>Message submission.</summary>
    Smtp,
}

/// <summary>A server that mail programs are told about.</summary>
/// <param name="IsImplicitTls">Whether TLS begins with the connection (RFC 8314 §3); else it does with STARTTLS.</param>
public sealed record MailServer(MailProtocol Protocol, string HostName, int Port, bool IsImplicitTls);

/// <summary>Where mail programs find the service. It is the same for all of its domains; the user name is everywhere the whole address.</summary>
/// <param name="Imaps">The port of IMAP in TLS; the others likewise.</param>
/// <param name="Submission">The port of submission with STARTTLS.</param>
/// <param name="Webmail">Where people read mail in a browser; null: nobody has said.</param>
public sealed record MailAccess(string HostName, int Imaps, int Pop3s, int Submissions, int Submission, Uri? Webmail)
{
    /// <summary>From where mail is read: what is best first.</summary>
    public IReadOnlyList<MailServer> Incoming =>
        [new(MailProtocol.Imap, HostName, Imaps, IsImplicitTls: true), new(MailProtocol.Pop3, HostName, Pop3s, IsImplicitTls: true)];

    /// <summary>Where mail is sent: what is best first.</summary>
    public IReadOnlyList<MailServer> Outgoing =>
        [
            new(MailProtocol.Smtp, HostName, Submissions, IsImplicitTls: true),
            new(MailProtocol.Smtp, HostName, Submission, IsImplicitTls: false),
        ];

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static MailAccess Read(SettingReader settings) =>
        new(
            settings.Domain("MAILCLOUD_HOSTNAME") ?? "localhost",
            settings.Port("MAILCLOUD_PUBLIC_IMAPS") ?? 993,
            settings.Port("MAILCLOUD_PUBLIC_POP3S") ?? 995,
            settings.Port("MAILCLOUD_PUBLIC_SUBMISSIONS") ?? 465,
            settings.Port("MAILCLOUD_PUBLIC_SUBMISSION") ?? 587,
            settings.Domain("MAILCLOUD_WEB_HOSTNAME") is { } host ? new Uri($"https://{host}/") : null
        );
}
