using System.Collections.Immutable;
using System.Net;
using MailCloud.Mail.Networks;
using MailCloud.Mail.Settings;

namespace MailCloud.Listener.Access;

/// <summary>Who may connect to which service, and who may relay.</summary>
/// <param name="Smtp">Port 25; <c>MAILCLOUD_SMTP_ALLOWED_NETWORKS</c>.</param>
/// <param name="Submission">Ports 587 and 465; <c>MAILCLOUD_SUBMISSION_ALLOWED_NETWORKS</c>.</param>
/// <param name="Imap"><c>MAILCLOUD_IMAP_ALLOWED_NETWORKS</c></param>
/// <param name="Pop3"><c>MAILCLOUD_POP3_ALLOWED_NETWORKS</c></param>
/// <param name="TrustedNetworks"><c>MAILCLOUD_TRUSTED_NETWORKS</c>: machines that may relay through port 25 without a log-in; if not set, none.</param>
/// <param name="WelcomeNetworks">
/// <c>MAILCLOUD_WELCOME_NETWORKS</c>: senders known to be good, whom no measure against unwanted mail concerns; they may not relay.
/// </param>
/// <param name="ProxyNetworks"><c>MAILCLOUD_PROXY_NETWORKS</c>: proxies that name the client with the PROXY protocol; if not set, none.</param>
public sealed record AccessSettings(
    AccessRule Smtp,
    AccessRule Submission,
    AccessRule Imap,
    AccessRule Pop3,
    ImmutableArray<IPNetwork> TrustedNetworks,
    ImmutableArray<IPNetwork> WelcomeNetworks,
    ImmutableArray<IPNetwork> ProxyNetworks
)
{
    /// <summary>All settings that mean something by the address of a client.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        "MAILCLOUD_ALLOWED_NETWORKS",
        "MAILCLOUD_DENIED_NETWORKS",
        "MAILCLOUD_SMTP_ALLOWED_NETWORKS",
        "MAILCLOUD_SUBMISSION_ALLOWED_NETWORKS",
        "MAILCLOUD_IMAP_ALLOWED_NETWORKS",
        "MAILCLOUD_POP3_ALLOWED_NETWORKS",
        "MAILCLOUD_TRUSTED_NETWORKS",
        "MAILCLOUD_WELCOME_NETWORKS",
        "MAILCLOUD_PROXY_NETWORKS",
    ];

    /// <summary>Everybody may connect, nobody is trusted.</summary>
    public static readonly AccessSettings Default = Read(new SettingReader(_ => null));

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static AccessSettings Read(SettingReader settings)
    {
        var allowed = settings.Networks("MAILCLOUD_ALLOWED_NETWORKS");
        var denied = settings.Networks("MAILCLOUD_DENIED_NETWORKS");
        return new AccessSettings(
            RuleOf("SMTP"),
            RuleOf("SUBMISSION"),
            RuleOf("IMAP"),
            RuleOf("POP3"),
            settings.Networks("MAILCLOUD_TRUSTED_NETWORKS"),
            settings.Networks("MAILCLOUD_WELCOME_NETWORKS"),
            settings.Networks("MAILCLOUD_PROXY_NETWORKS")
        );

        // A service's own list stands in the place of the general one; who is denied is denied everywhere.
        AccessRule RuleOf(string service) =>
            new(settings.Networks($"MAILCLOUD_{service}_ALLOWED_NETWORKS") is { IsEmpty: false } own ? own : allowed, denied);
    }
}
