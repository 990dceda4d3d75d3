using System.Collections.Immutable;
using MailCloud.Dns;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Outbound.Security;

/// <summary>How much TLS a server must show, from nothing to proof.</summary>
public enum TlsLevel
{
    /// <summary>In the clear, even if TLS is offered.</summary>
    None,

    /// <summary>TLS if it can be had, with any certificate (RFC 7435).</summary>
    Opportunistic,

    /// <summary>TLS with any certificate.</summary>
    Encrypted,

    /// <summary>TLS with a certificate that a known authority issued for the server's name.</summary>
    Verified,

    /// <summary>TLS with a certificate that the DNS names (RFC 7672 §2.2).</summary>
    Dane,
}

/// <summary>What a connection to one server must be.</summary>
public sealed record TlsPolicy(TlsLevel Level)
{
    /// <summary>Where the policy comes from.</summary>
    public TlsPolicyKind Kind { get; init; }

    /// <summary>What was wrong with the policy that should have come from there; null: nothing.</summary>
    public TlsFailure? Fault { get; init; }

    /// <summary>For <see cref="TlsLevel.Dane"/>: the usable TLSA records.</summary>
    public ImmutableArray<TlsAssociation> Associations { get; init; } = [];

    /// <summary>
    /// The domain of the recipients, whose policy it is; null for a smart host. A certificate under a trust anchor of <see cref="TlsLevel.Dane"/> may be for it
    /// as well (RFC 7672 §3.2.2).
    /// </summary>
    public string? Domain { get; init; }

    /// <summary>Whether nothing may travel in the clear.</summary>
    public bool RequiresTls => Level >= TlsLevel.Encrypted;
}
