namespace MailCloud.Imap;

/// <summary>What an operator may set. The defaults are right for a service on the Internet.</summary>
public sealed record ImapOptions
{
    /// <summary>The largest message that APPEND takes, in octets (RFC 7889). It equals SMTP's SIZE.</summary>
    public long AppendLimit { get; init; } = 50L * 1024 * 1024;

    /// <summary>How long a session may be silent before it has logged in.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a session may be silent after that; RFC 9051 §5.4 asks for 30 minutes at least. IDLE may last for ever.</summary>
    public TimeSpan InactivityTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How often a client in IDLE is told that we are still here: middleboxes forget silent connections.</summary>
    public TimeSpan IdleTick { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Failed log-ins after which the connection ends.</summary>
    public int MaxFailedLogins { get; init; } = 3;

    /// <summary>Commands answered with <c>BAD</c> after which the connection ends.</summary>
    public int MaxFaults { get; init; } = 50;
}
