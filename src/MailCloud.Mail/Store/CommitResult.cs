using System.Collections.Immutable;

namespace MailCloud.Mail.Store;

/// <summary>Why a change was refused. Protocols map each to their response code.</summary>
public enum RefusalReason
{
    NoSuchMailbox,
    NoSuchMessage,
    MailboxExists,
    MailboxNotAllowed,
    TooManyMailboxes,
    TooManyKeywords,
    UidsExhausted,
    AnnotationTooLarge,
    TooManyAnnotations,
    AlreadyDelivered,

    /// <summary>More than a store commits in one step.</summary>
    TooLarge,

    /// <summary>The account would pass its quota.</summary>
    OverQuota,
}

/// <summary>A change that the account's state does not allow, with a sentence for people.</summary>
public sealed record Refusal(RefusalReason Reason, string Text)
{
    public static readonly Refusal NoSuchMailbox = new(RefusalReason.NoSuchMailbox, "There is no such mailbox");
    public static readonly Refusal NoSuchMessage = new(RefusalReason.NoSuchMessage, "That message was expunged, or there never was one");
    public static readonly Refusal MailboxExists = new(RefusalReason.MailboxExists, "A mailbox of that name exists");
    public static readonly Refusal NamesTooLong = new(
        RefusalReason.TooManyMailboxes,
        $"The names of an account's mailboxes may have {MailboxDirectory.MaxNameOctets} octets together"
    );
    public static readonly Refusal TooManyKeywords = new(
        RefusalReason.TooManyKeywords,
        $"A mailbox has room for {KeywordTable.Capacity} keywords"
    );
    public static readonly Refusal AnnotationTooLarge = new(
        RefusalReason.AnnotationTooLarge,
        $"An annotation may have {Annotations.MaxValue} octets and a name of {Annotations.MaxName}"
    );
    public static readonly Refusal TooManyAnnotations = new(
        RefusalReason.TooManyAnnotations,
        $"A mailbox may have {Annotations.MaxEntries} annotations, and all those of an account {Annotations.MaxOctets} octets"
    );
    public static readonly Refusal AlreadyDelivered = new(RefusalReason.AlreadyDelivered, "This message was delivered before");
    public static readonly Refusal TooLarge = new(RefusalReason.TooLarge, "This is too much for one step; do it in several");
    public static readonly Refusal OverQuota = new(RefusalReason.OverQuota, "There is no room for this in the account");
    public static readonly Refusal UidsExhausted = new(
        RefusalReason.UidsExhausted,
        "This account has used up its unique identifiers; move its mail to a new account"
    );
}

/// <summary>What a change comes to against one state: events (none: there is nothing to do) or a refusal.</summary>
public readonly record struct Decision
{
    private readonly ImmutableArray<MailEvent> events;

    private Decision(ImmutableArray<MailEvent> events, Refusal? refusal, UidSet? stale)
    {
        this.events = events;
        Refusal = refusal;
        Stale = stale ?? UidSet.Empty;
    }

    public static readonly Decision Nothing = new([], null, null);

    public ImmutableArray<MailEvent> Events => events.IsDefault ? [] : events;

    public Refusal? Refusal { get; }

    /// <summary>Messages left alone because they changed since the given MODSEQ (RFC 7162 §3.1.3, MODIFIED).</summary>
    public UidSet Stale { get; }

    public static Decision Commit(params ImmutableArray<MailEvent> events) => new(events, null, null);

    public static Decision CommitExcept(UidSet stale, params ImmutableArray<MailEvent> events) => new(events, null, stale);

    public static implicit operator Decision(Refusal refusal) => new([], refusal, null);

    public static Decision Refuse(Refusal refusal) => refusal;
}

/// <summary>The outcome of a commit.</summary>
/// <param name="State">
/// The account after the change; the newest state if it was refused. Its messages may be missing if the change needs none.
/// </param>
/// <param name="Events">The events that the change became, with their numbers; empty if nothing had to be done.</param>
/// <param name="Refusal">Null: the change stands.</param>
/// <param name="Stale">See <see cref="Decision.Stale"/>.</param>
public sealed record CommitResult(AccountState State, ImmutableArray<LoggedEvent> Events, Refusal? Refusal, UidSet Stale);
