using System.Collections.Immutable;
using System.Net;
using MailCloud.Mail.Networks;
using MailCloud.Smtp.Checks;

namespace MailCloud.Smtp;

/// <summary>What a port is for.</summary>
public enum SmtpService
{
    /// <summary>Port 25: takes mail for the addresses of ours from anybody (RFC 5321). STARTTLS, no AUTH.</summary>
    Mx,

    /// <summary>Port 587: takes mail from our users (RFC 6409). STARTTLS, then AUTH, before MAIL.</summary>
    Submission,

    /// <summary>Port 465: the same in TLS from the first octet on (RFC 8314 §3.3).</summary>
    Submissions,
}

/// <summary>How a service behaves; the limits bound what one connection can cost.</summary>
public sealed record SmtpOptions
{
    /// <summary>Fewer recipients a message must not be the limit (RFC 5321 §4.5.3.1.8).</summary>
    public const int LeastMaxRecipients = 100;

    public required SmtpService Service { get; init; }

    /// <summary>The server's own name, in the greeting and in Received fields.</summary>
    public required string HostName { get; init; }

    /// <summary>The domain whose postmaster <c>RCPT TO:&lt;Postmaster&gt;</c> means (RFC 5321 §4.5.1).</summary>
    public required string PrimaryDomain { get; init; }

    /// <summary>The longest message taken, in octets without the fields that the server adds (RFC 1870).</summary>
    public int MaxMessageOctets { get; init; } = 50 * 1024 * 1024;

    /// <summary>The longest header taken, in octets; it is held in memory while the message arrives.</summary>
    public int MaxHeaderOctets { get; init; } = 256 * 1024;

    /// <summary>The most recipients of one message; at least <see cref="LeastMaxRecipients"/>.</summary>
    public int MaxRecipients { get; init; } = 1000;

    /// <summary>A message with more Received fields goes round in circles (RFC 5321 §6.3).</summary>
    public int MaxReceivedFields { get; init; } = 50;

    /// <summary>The connection is closed after so many 5yz replies.</summary>
    public int MaxErrors { get; init; } = 20;

    /// <summary>The connection is closed after so many wrong passwords.</summary>
    public int MaxFailedLogins { get; init; } = 3;

    /// <summary>How long the client may say nothing, or take nothing (RFC 5321 §4.5.3.2.7: at least 5 minutes).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether mail can leave for other domains. If not, their addresses are refused to authenticated users, too.</summary>
    public bool OutboundConfigured { get; init; }

    /// <summary>From where the service may be used; others are refused.</summary>
    public AccessRule Access { get; init; } = AccessRule.Everyone;

    /// <summary>Networks whose machines may relay through port 25 without a log-in.</summary>
    public ImmutableArray<IPNetwork> TrustedNetworks { get; init; } = [];

    /// <summary>Networks of senders that are known to be good: no measure against unwanted mail concerns them, and they may not relay.</summary>
    public ImmutableArray<IPNetwork> WelcomeNetworks { get; init; } = [];

    /// <summary>What the operator has said about a client's network. Trust is for port 25: the submission ports know people, not machines.</summary>
    public Standing StandingOf(IPAddress? address) =>
        !IsSubmission && TrustedNetworks.ContainsAddress(address) ? Standing.Trusted
        : WelcomeNetworks.ContainsAddress(address) ? Standing.Welcome
        : address?.IsPublic() == true ? Standing.Stranger
        : Standing.Unknown;

    /// <summary>Whether the service is for our users only, who must authenticate.</summary>
    public bool IsSubmission => Service is not SmtpService.Mx;

    /// <summary>What figures about it go by.</summary>
    public string ServiceName =>
        Service switch
        {
            SmtpService.Mx => "smtp",
            SmtpService.Submission => "submission",
            _ => "submissions",
        };
}
