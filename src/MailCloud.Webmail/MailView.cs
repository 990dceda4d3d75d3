using MailCloud.Dns;
using MailCloud.Jmap;
using MailCloud.Mail.Rendering;
using Microsoft.AspNetCore.DataProtection;

namespace MailCloud.Webmail;

/// <summary>What it takes to show people their mail.</summary>
public sealed class MailView
{
    public required JmapServer Jmap { get; init; }

    public required IRenderCache Cache { get; init; }

    /// <summary>Keys that all processes of the service share: addresses that one has signed reach another.</summary>
    public required IDataProtectionProvider Protection { get; init; }

    /// <summary>Finds the hosts of remote pictures and of addresses to unsubscribe at.</summary>
    public required IDnsResolver Dns { get; init; }

    /// <summary>The name under which our listeners write what they found out about senders (RFC 8601 §2.5); nobody else is believed.</summary>
    public required string AuthservId { get; init; }

    /// <summary>Whether remote hosts may have private addresses: only for tests and for closed networks.</summary>
    public bool AllowsPrivateAddresses { get; init; }
}
