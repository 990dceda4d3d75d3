using System.Collections.Immutable;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Delivery;

/// <summary>The envelope that a message was accepted with (RFC 5321 §2.3.1).</summary>
/// <param name="ReversePath">Null: the null reverse-path <c>&lt;&gt;</c> of reports, which are never answered (RFC 5321 §4.5.5).</param>
/// <param name="Recipients">The forward-paths as they were given; at least one.</param>
public sealed record SmtpEnvelope(Address? ReversePath, ImmutableArray<EnvelopeRecipient> Recipients)
{
    /// <summary>ENVID: the sender's own name for the transaction, decoded (RFC 3461 §4.4). Null: not given.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>RET: how much of the message comes back with a report of failure (RFC 3461 §4.3).</summary>
    public ReturnContent Return { get; init; }

    /// <summary>REQUIRETLS: the message may travel in verified TLS only (RFC 8689 §2).</summary>
    public bool RequireTls { get; init; }

    /// <summary>SMTPUTF8: addresses and header fields may hold UTF-8 (RFC 6531 §3.4).</summary>
    public bool IsInternational { get; init; }

    /// <summary>The authenticated client that submitted the message; null: it came from outside.</summary>
    public AccountId? Submitter { get; init; }

    /// <summary>A machine of a trusted network relays the message through us: it is as good as submitted, and nobody's in particular.</summary>
    public bool IsFromTrustedNetwork { get; init; }

    /// <summary>The message is a report that this service itself wrote.</summary>
    public bool IsReport { get; init; }

    /// <summary>Where the message goes in the accounts of ours that get it.</summary>
    public Disposition Disposition { get; init; }

    /// <summary>
    /// What the spam filter for everybody thinks: to it an account's own filter adds what its user taught, and decides anew. Null: accounts have no say, since
    /// nothing was scored, or the message was put into Junk for another reason, such as a forged sender.
    /// </summary>
    public float? SpamScore { get; init; }
}

/// <summary>A forward-path and what its sender wants to hear of it. An address alone is one without wishes.</summary>
public sealed record EnvelopeRecipient(Address Address)
{
    /// <summary>NOTIFY: when to report to the reverse-path (RFC 3461 §4.1).</summary>
    public NotifyOn Notify { get; init; }

    /// <summary>ORCPT: whom the message was first addressed to (RFC 3461 §4.2). Null: not given.</summary>
    public OriginalRecipient? OriginalRecipient { get; init; }

    public static implicit operator EnvelopeRecipient(Address address) => new(address);
}

/// <summary>An address of some kind of network, as the first sender wrote it (RFC 3461 §4.2).</summary>
/// <param name="AddressType">The kind, for example <c>rfc822</c> or <c>utf-8</c> (RFC 6533 §3).</param>
/// <param name="Address">Decoded; visible characters and spaces.</param>
public sealed record OriginalRecipient(string AddressType, string Address)
{
    /// <summary>As it stands in the parameter and, without the encoding, in a report: <c>rfc822;alice@example.com</c>.</summary>
    public override string ToString() => $"{AddressType};{Address}";
}

/// <summary>When the sender wants a report about a recipient (RFC 3461 §4.1).</summary>
[Flags]
public enum NotifyOn
{
    /// <summary>Not said: on failure, and on delay as the server sees fit.</summary>
    Unspecified = 0,

    /// <summary>Under no condition; stands alone.</summary>
    Never = 1,
    Success = 2,
    Failure = 4,
    Delay = 8,
}

/// <summary>How much of a message comes back with a report of failure (RFC 3461 §4.3).</summary>
public enum ReturnContent
{
    /// <summary>Not said: as the server sees fit.</summary>
    Unspecified,
    Full,
    Headers,
}

/// <summary>Where local delivery puts a message.</summary>
public enum Disposition
{
    Inbox,

    /// <summary>The mailbox with the role Junk (RFC 6154 §2); INBOX where there is none.</summary>
    Junk,
}
