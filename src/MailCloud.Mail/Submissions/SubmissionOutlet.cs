using MailCloud.Mail.Addresses;
using MailCloud.Mail.Limits;

namespace MailCloud.Mail.Submissions;

/// <summary>How what users send through the API leaves.</summary>
public sealed class SubmissionOutlet
{
    /// <summary>The server's own name, in Received fields.</summary>
    public required string HostName { get; init; }

    /// <summary>Whether mail can leave for other servers. If not, their addresses are refused.</summary>
    public required bool HasWayOut { get; init; }

    public required ISubmissionQueue Tickets { get; init; }

    public required SubmissionAgent Agent { get; init; }

    /// <summary>How much accounts may send.</summary>
    public required SendingLimits Limits { get; init; }

    /// <summary>Addresses that stand for the senders of forwarded mail; null: there are none.</summary>
    public IReturnPaths? ReturnPaths { get; init; }

    /// <summary>The most recipients of one message.</summary>
    public int MaxRecipients { get; init; } = 1000;

    /// <summary>The longest message, in octets.</summary>
    public int MaxMessageOctets { get; init; } = 50 * 1024 * 1024;
}
