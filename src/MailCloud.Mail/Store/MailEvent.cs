using System.Collections.Immutable;
using MailCloud.Mail.Quotas;

namespace MailCloud.Mail.Store;

/// <summary>
/// One event of an account's log: everything that ever happens to an account is one of these, and an account's state is their fold.
/// An event says what was decided, never what to compute: folding it again gives the same state for ever.
/// </summary>
public abstract record MailEvent
{
    /// <summary>How many numbers of the account's counter the event takes: one for each message it puts into a mailbox, else one.</summary>
    public virtual ulong Span => 1;
}

/// <summary>A mailbox was made; its id is the event's number.</summary>
public sealed record MailboxCreated(string Name, MailboxRole Role, bool Subscribed) : MailEvent;

/// <summary>A mailbox got a new name, and the mailboxes below it got theirs accordingly (RFC 9051 §6.3.6).</summary>
public sealed record MailboxRenamed(MailboxId Mailbox, string NewName) : MailEvent;

/// <summary>A mailbox and the messages in it are gone. Mailboxes below it stay (RFC 9051 §6.3.5), and so does the subscription of its name.</summary>
public sealed record MailboxDeleted(MailboxId Mailbox) : MailEvent
{
    /// <summary>There were no messages in it. False: there were, or it is not known.</summary>
    public bool WasEmpty { get; init; }
}

/// <summary>A name was subscribed or unsubscribed (RFC 9051 §6.3.7); there need not be a mailbox of that name.</summary>
public sealed record SubscriptionChanged(string Name, bool Subscribed) : MailEvent;

/// <summary>Messages came into a mailbox. Message n has the UID, MODSEQ and EMAILID <c>first number + n</c>.</summary>
public sealed record MessagesAppended(MailboxId Mailbox, ImmutableArray<NewMessage> Messages, long SaveDateSeconds) : MailEvent
{
    public override ulong Span => (ulong)Messages.Length;
}

/// <summary>Messages were copied with flags, keywords and INTERNALDATE (RFC 9051 §6.4.7). Copy n has the UID <c>first number + n</c>.</summary>
public sealed record MessagesCopied(MailboxId From, UidSet Uids, MailboxId To, long SaveDateSeconds) : MailEvent
{
    public override ulong Span => (ulong)Uids.Count;
}

/// <summary>Messages were moved (RFC 6851). Message n has the UID <c>first number + n</c> in its new mailbox.</summary>
public sealed record MessagesMoved(MailboxId From, UidSet Uids, MailboxId To, long SaveDateSeconds) : MailEvent
{
    public override ulong Span => (ulong)Uids.Count;
}

/// <summary>Flags of messages changed, all of them in the same way; their MODSEQ is the event's number.</summary>
public sealed record FlagsChanged(MailboxId Mailbox, UidSet Uids, FlagChange Change) : MailEvent;

/// <summary>Messages were expunged (RFC 9051 §6.4.3).</summary>
public sealed record MessagesExpunged(MailboxId Mailbox, UidSet Uids) : MailEvent
{
    /// <summary>Of more messages an event does not say what they were: it would be a page for each who reads the log.</summary>
    public const int MaxEmails = 1_000;

    /// <summary>
    /// What the messages were, in order of their UIDs: whoever knows messages by other ids than UIDs cannot look them up any more. Empty: not known.
    /// </summary>
    public ImmutableArray<ExpungedEmail> Emails { get; init; } = [];

    /// <summary>The event for messages of a mailbox, all of which are there.</summary>
    public static MessagesExpunged Of(MailboxId id, MailboxState mailbox, UidSet uids) =>
        new(id, uids)
        {
            Emails = uids.Count > MaxEmails ? [] : [.. uids.Enumerate().Select(uid => ExpungedEmail.Of(mailbox[mailbox.IndexOf(uid)]))],
        };
}

/// <summary>A message that is gone from a mailbox, as JMAP knows it.</summary>
public readonly record struct ExpungedEmail(EmailId Email, ThreadId Thread)
{
    internal static ExpungedEmail Of(in MessageRecord message) => new(message.EmailId, message.ThreadId);
}

/// <summary>The account's own limits are these now, and no others.</summary>
public sealed record QuotaChanged(Quota Quota) : MailEvent;

/// <summary>
/// Numbers are left out: the account was brought back from a backup, and those after it may have been given out before. Every mailbox counts as changed, so that clients look at it again.
/// </summary>
public sealed record NumbersSkipped(ulong Count) : MailEvent
{
    public override ulong Span => Count;
}

/// <summary>Annotations were set or removed (RFC 5464 §4.3).</summary>
/// <param name="Mailbox">Whose they are; null: the account's own.</param>
public sealed record AnnotationsChanged(MailboxId? Mailbox, ImmutableArray<AnnotationChange> Entries) : MailEvent;

/// <summary>A message as it comes into an account.</summary>
/// <param name="InternalDateSeconds">INTERNALDATE, in seconds since 1970 UTC.</param>
public sealed record NewMessage(
    MessageReference Content,
    MessageFlags Flags,
    ImmutableArray<string> Keywords,
    long InternalDateSeconds,
    ThreadId ThreadId,
    StoredSummary Summary
);

/// <summary>Identifies one attempt to change an account, so that a writer that got no answer finds out whether its change stands.</summary>
public readonly record struct CommitId(Guid Value)
{
    public static CommitId New() => new(Guid.NewGuid());
}

/// <summary>An event in its place in the log: it takes the numbers <see cref="First"/> to <see cref="Last"/>.</summary>
public sealed record LoggedEvent(ModSeq First, CommitId Commit, MailEvent Event)
{
    public ModSeq Last => First + (Event.Span - 1);
}
