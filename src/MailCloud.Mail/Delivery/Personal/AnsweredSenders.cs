using MailCloud.Mail.Objects;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>
/// Who was told lately that the user is away: nobody hears it twice within <see cref="Interval"/> (RFC 3834 §2), and no more than <see cref="MaxADay"/> hear it within a day.
/// </summary>
/// <param name="Senders">A hash of each sender, and when it was told, in seconds since 1970 UTC.</param>
public sealed record AnsweredSenders(IReadOnlyDictionary<string, long> Senders)
{
    public static readonly ObjectKind Kind = new("answered");

    /// <summary>The id of the one object of its kind.</summary>
    public const string Id = "senders";

    /// <summary>How long a sender is not told again.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromDays(7);

    /// <summary>Who writes in other people's names has us send no more than that.</summary>
    public const int MaxADay = 100;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static readonly AnsweredSenders None = new(new Dictionary<string, long>(StringComparer.Ordinal));

    /// <summary>With this sender told now; null: it was told not long ago, or enough others were.</summary>
    public AnsweredSenders? With(string sender, DateTimeOffset now)
    {
        var (seconds, oldest) = (now.ToUnixTimeSeconds(), (now - Interval).ToUnixTimeSeconds());
        if (Senders.TryGetValue(sender, out var told) && told > oldest)
            return null;
        if (Senders.Values.Count(other => other > (now - Day).ToUnixTimeSeconds()) >= MaxADay)
            return null;
        var kept = Senders.Where(entry => entry.Value > oldest);
        var senders = kept.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        senders[sender] = seconds;
        return new AnsweredSenders(senders);
    }
}
