using System.Security.Cryptography.X509Certificates;

namespace MailCloud.Outbound.Client;

/// <summary>How connections are made and kept.</summary>
/// <param name="ClientName">Our own name for EHLO (RFC 5321 §4.1.1.1).</param>
public sealed record SessionOptions(string ClientName)
{
    /// <summary>How long to wait for other servers.</summary>
    public SmtpTimeouts Timeouts { get; init; } = SmtpTimeouts.Default;

    /// <summary>Authorities to trust beside the system's.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>Connections to one destination at a time.</summary>
    public int ConcurrentConnections { get; init; } = 5;

    /// <summary>Transactions over one connection before it is ended.</summary>
    public int TransactionsPerConnection { get; init; } = 100;

    /// <summary>How long a connection waits for the next message before it is ended.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Addresses of a destination's servers that are tried in one attempt.</summary>
    public int AddressesPerAttempt { get; init; } = 6;

    /// <summary>Servers that are spoken to in one attempt.</summary>
    public int SessionsPerAttempt { get; init; } = 2;
}
