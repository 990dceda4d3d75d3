namespace MailCloud.Mail.Messages;

/// <summary>
/// The ENVELOPE of a message (RFC 9051 §7.5.2, RFC 3501 §7.4.2). A text is null when its field is absent and empty when the field
/// is empty; an address list is empty in both cases. <see cref="Sender"/> and <see cref="ReplyTo"/> are <see cref="From"/> when the message has none.
/// </summary>
public sealed record Envelope
{
    /// <summary>The text of the <c>Date</c> field.</summary>
    public string? Date { get; init; }

    /// <summary>The text of the <c>Subject</c> field, encoded-words not decoded.</summary>
    public string? Subject { get; init; }

    public IReadOnlyList<EnvelopeAddress> From { get; init; } = [];
    public IReadOnlyList<EnvelopeAddress> Sender { get; init; } = [];
    public IReadOnlyList<EnvelopeAddress> ReplyTo { get; init; } = [];
    public IReadOnlyList<EnvelopeAddress> To { get; init; } = [];
    public IReadOnlyList<EnvelopeAddress> Cc { get; init; } = [];
    public IReadOnlyList<EnvelopeAddress> Bcc { get; init; } = [];

    /// <summary>The text of the <c>In-Reply-To</c> field: message identifiers in angle brackets, usually one.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>The text of the <c>Message-ID</c> field, angle brackets included.</summary>
    public string? MessageId { get; init; }
}

/// <summary>
/// One address structure of an envelope (RFC 9051 §7.5.2). A group is written as a start (mailbox: the group's name; no host), its
/// members, and an end (neither). Text that is no address at all is kept as the name of an address with empty mailbox and host.
/// </summary>
/// <param name="Name">The display name without its quotes, encoded-words not decoded; null when there is none.</param>
/// <param name="Route">The source route (<c>@a,@b</c>), which only very old messages have.</param>
/// <param name="Mailbox">The local part; at the start of a group the group's name; null at the end of a group.</param>
/// <param name="Host">The domain, empty when the address has none; null at the start and the end of a group.</param>
public sealed record EnvelopeAddress(string? Name, string? Route, string? Mailbox, string? Host)
{
    public static readonly EnvelopeAddress GroupEnd = new(null, null, null, null);

    public static EnvelopeAddress GroupStart(string name) => new(null, null, name, null);

    public bool IsGroupStart => Host is null && Mailbox is not null;
    public bool IsGroupEnd => Host is null && Mailbox is null;
}
