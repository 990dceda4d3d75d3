namespace MailCloud.Outbound.Client;

/// <summary>How long to wait for the other server (RFC 5321 §4.5.3.2).</summary>
public sealed record SmtpTimeouts
{
    /// <summary>The times of RFC 5321 §4.5.3.2.</summary>
    public static readonly SmtpTimeouts Default = new();

    /// <summary>The TCP connection. The RFC leaves it to the system, which tries for minutes; another server may be at hand.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The TLS handshake.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The greeting.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The reply to any command but those below.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The reply to DATA.</summary>
    public TimeSpan Data { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The taking of each block of the content.</summary>
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The reply to the dot that ends the content.</summary>
    public TimeSpan DataEnd { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The reply to QUIT, which nobody needs.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(5);
}
