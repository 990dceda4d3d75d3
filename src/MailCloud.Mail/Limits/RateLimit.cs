namespace MailCloud.Mail.Limits;

/// <summary>
/// How often something may happen for each key: <paramref name="count"/> times at once, and then again as time passes, <paramref name="count"/> times in each
/// <paramref name="window"/>. A key costs one point in time, that at which all of its burden has worn off, and nothing once it has.
/// </summary>
/// <param name="count">0: there is no limit.</param>
public sealed class RateLimit<TKey>(int count, TimeSpan window, TimeProvider time)
    where TKey : notnull
{
    private readonly Deadlines<TKey> burdens = new(time);

    /// <summary>Counts one time for a key, or says that it is one too many.</summary>
    public bool TryTake(TKey key)
    {
        if (count == 0)
            return true;
        // The clock is read after the burden was: one that wears off between the two is none.
        return burdens.Move(key, burden => burden + window / count is var next && next <= time.GetUtcNow() + window ? next : null);
    }
}
