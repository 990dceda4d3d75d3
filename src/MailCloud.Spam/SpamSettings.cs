using MailCloud.Mail.Settings;

namespace MailCloud.Spam;

/// <summary>What an operator sets of the spam filter.</summary>
public sealed record SpamSettings
{
    /// <summary>Off: nothing is scored, nothing is learned, and nothing goes to Junk for what it says.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The score from which a message goes to Junk.</summary>
    public float Threshold { get; init; } = 3;

    /// <summary>Whether what one user teaches changes the model for everybody, too.</summary>
    public bool SharesTraining { get; init; }

    /// <exception cref="SettingException">A setting cannot be read.</exception>
    public static SpamSettings Read(SettingReader settings)
    {
        var defaults = new SpamSettings();
        return new SpamSettings
        {
            IsOn = settings.Switch("MAILCLOUD_SPAM") ?? defaults.IsOn,
            Threshold = settings.Number("MAILCLOUD_SPAM_THRESHOLD", 1, 20) ?? defaults.Threshold,
            SharesTraining = settings.Switch("MAILCLOUD_SPAM_SHARED_TRAINING") ?? defaults.SharesTraining,
        };
    }
}
