namespace MailCloud.Mail.Greylisting;

/// <summary>How long senders wait, and for how long it is remembered that they did (RFC 6647 §4).</summary>
public sealed record GreylistRules
{
    /// <summary>A sender that comes back earlier waits on. Servers' programs try again after minutes, programs that only throw mail at others do not.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>A sender that has not come back by then is a new one.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(2);

    /// <summary>For how long after its last mail a sender need not wait again; a newsletter comes once a month.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(35);

    /// <summary>A client network of which so many triplets have waited waits for no other.</summary>
    public int KnownAfter { get; init; } = 5;
}
