using MailCloud.Mail.Settings;

namespace MailCloud.Outbound.Queue;

/// <summary>How long and how often outgoing mail is tried (RFC 5321 §4.5.4.1).</summary>
public sealed record QueueSettings
{
    /// <summary><c>MAILCLOUD_QUEUE_LIFETIME</c>: after so long a message that could not be sent goes back to its sender; if not set, 5 days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(5);

    /// <summary><c>MAILCLOUD_QUEUE_WARNING</c>: after so long its sender is told that it takes long; if not set, 4 hours.</summary>
    public TimeSpan Warning { get; init; } = TimeSpan.FromHours(4);

    /// <summary><c>MAILCLOUD_QUEUE_FIRST_RETRY</c>: the wait after the first failure, doubled with each further one; if not set, 5 minutes.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>MAILCLOUD_QUEUE_LONGEST_RETRY</c>: the longest wait; if not set, 4 hours. At most 6 days: the queue keeps a message unseen for 7.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromHours(4);

    /// <summary><c>MAILCLOUD_QUEUE_KEEP</c>: how long <c>mailcloud queue</c> still knows a message that is done, its lifetime at least; if not set, 3 days.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(3);

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static QueueSettings Read(SettingReader settings)
    {
        var standard = new QueueSettings();
        var read = new QueueSettings
        {
            Lifetime = settings.Duration("MAILCLOUD_QUEUE_LIFETIME") ?? standard.Lifetime,
            Warning = settings.Duration("MAILCLOUD_QUEUE_WARNING") ?? standard.Warning,
            FirstRetry = settings.Duration("MAILCLOUD_QUEUE_FIRST_RETRY") ?? standard.FirstRetry,
            LongestRetry = settings.Duration("MAILCLOUD_QUEUE_LONGEST_RETRY") ?? standard.LongestRetry,
            Keep = settings.Duration("MAILCLOUD_QUEUE_KEEP") ?? standard.Keep,
        };
        if (read.FirstRetry < TimeSpan.FromSeconds(1))
            throw new SettingException("MAILCLOUD_QUEUE_FIRST_RETRY", "is a time of at least a second");
        if (read.LongestRetry < read.FirstRetry || read.LongestRetry > TimeSpan.FromDays(6))
            throw new SettingException("MAILCLOUD_QUEUE_LONGEST_RETRY", "is a time between the first retry's and 6 days");
        return read;
    }
}
