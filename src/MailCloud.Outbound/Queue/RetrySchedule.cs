using MailCloud.Mail.Outgoing;

namespace MailCloud.Outbound.Queue;

/// <summary>When a group is tried again. Pure but for the jitter, which spreads what failed together.</summary>
/// <param name="random">From 0 to 1.</param>
public sealed class RetrySchedule(QueueSettings settings, Func<double> random)
{
    // A fifth more or less.
    private const double Jitter = 0.2;

    public RetrySchedule(QueueSettings settings)
        : this(settings, Random.Shared.NextDouble) { }

    public DateTimeOffset WarningOf(OutgoingGroup group) => group.Received + settings.Warning;

    /// <summary>When what is still waiting goes back to its sender.</summary>
    public DateTimeOffset EndOf(OutgoingGroup group) => group.Received + settings.Lifetime;

    /// <summary>
    /// The time of the next attempt after one that ended now. Attempts fall on the times when the sender is warned, and when it ends, so that neither
    /// waits for the other.
    /// </summary>
    public DateTimeOffset Next(OutgoingGroup group, DateTimeOffset now)
    {
        var next = now + Delay(group.Attempts);
        foreach (var mark in (DateTimeOffset[])[WarningOf(group), EndOf(group)])
            if (mark > now && mark < next)
                return mark;
        return next;
    }

    private TimeSpan Delay(int attempts)
    {
        // Beyond that power of two every delay is the longest.
        var doubled = settings.FirstRetry * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        var delay = doubled < settings.LongestRetry ? doubled : settings.LongestRetry;
        return delay * (1 - Jitter + 2 * Jitter * random());
    }
}
