namespace MailCloud.Pop3;

/// <summary>How the server behaves; the limits bound what one connection can cost.</summary>
public sealed record Pop3Options
{
    /// <summary>The longest command in octets, its CRLF included; RFC 2449 §4 wants 255 at least.</summary>
    public int MaxLine { get; init; } = 512;

    /// <summary>How long a client that is logged in may say nothing, or take nothing (RFC 1939 §3: at least 10 minutes).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The same before log-in. Shorter, since a stranger's connection costs as much as a user's.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The connection is closed after so many lines that are no commands.</summary>
    public int MaxFaults { get; init; } = 20;

    /// <summary>The connection is closed after so many lines without a log-in that succeeds: nobody needs more, and none is for nothing.</summary>
    public int MaxLinesBeforeLogin { get; init; } = 50;

    /// <summary>The connection is closed after so many wrong passwords.</summary>
    public int MaxFailedLogins { get; init; } = 3;
}
