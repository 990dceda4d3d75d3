using MailCloud.Mail.Settings;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Discovery;

/// <summary>
/// The MTA-STS policy that this service publishes for each of its domains (RFC 8461 §3.2). The policy file and the record in the DNS that announces it are both made of it.
/// </summary>
public static class OwnStsPolicy
{
    private const string ModeVariable = "MAILCLOUD_MTA_STS";

    // A mistake in a policy that is tried out is over within a day; one that is enforced protects from whoever keeps a sender from it for two weeks (RFC 8461 §3.2).
    private static readonly TimeSpan TrialAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan EnforcedAge = TimeSpan.FromDays(14);

    /// <summary>What senders are asked to do; as long as nobody says, to report what does not fit.</summary>
    /// <exception cref="SettingException">There is no such mode.</exception>
    public static StsMode ReadMode(SettingReader settings) =>
        settings.Text(ModeVariable) switch
        {
            null or "testing" => StsMode.Testing,
            "enforce" => StsMode.Enforce,
            "none" => StsMode.None,
            _ => throw new SettingException(ModeVariable, "is none, testing or enforce"),
        };

    /// <param name="hostName">The server that takes mail of the domains.</param>
    public static StsPolicy For(StsMode mode, string hostName) =>
        new(mode, mode is StsMode.Enforce ? EnforcedAge : TrialAge, [hostName.ToLowerInvariant()]);
}
