using System.Collections.Immutable;
using MailCloud.Mail.Settings;

namespace MailCloud.SenderAuthentication;

/// <summary>What the operator wants done with what is found out about a sender.</summary>
public sealed record SenderPolicy
{
    /// <summary>Whether what a domain asks for by DMARC is done: refuse, or put into Junk. If not, it is only noted.</summary>
    public bool EnforcesDmarc { get; init; } = true;

    /// <summary>Whether a client that a domain's SPF record forbids to use its name is refused. If not, it is only noted: forwarded mail fails, too.</summary>
    public bool RefusesSpfFail { get; init; }

    /// <summary>
    /// Domains whose ARC seal is believed: mailing lists and forwarders that change messages. What they saw pass is not refused because of what they did to it
    /// (RFC 8617 §7.2.1).
    /// </summary>
    public ImmutableArray<string> TrustedSealers { get; init; } = [];

    /// <exception cref="SettingException">A setting cannot be read.</exception>
    public static SenderPolicy Read(SettingReader settings)
    {
        var defaults = new SenderPolicy();
        return new SenderPolicy
        {
            EnforcesDmarc = settings.Switch("MAILCLOUD_DMARC_ENFORCED") ?? defaults.EnforcesDmarc,
            RefusesSpfFail = settings.Switch("MAILCLOUD_SPF_ENFORCED") ?? defaults.RefusesSpfFail,
            TrustedSealers = settings.Domains("MAILCLOUD_ARC_TRUSTED"),
        };
    }
}
