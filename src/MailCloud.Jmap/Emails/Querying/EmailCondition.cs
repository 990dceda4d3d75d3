using MailCloud.Mail.Search;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>What the answer to a query depends on besides the messages themselves.</summary>
[Flags]
internal enum QueryTraits
{
    None = 0,

    /// <summary>Mailboxes or keywords of the Email, which change.</summary>
    Mutable = 1,

    /// <summary>Other Emails of its conversation.</summary>
    Threads = 2,
}

/// <summary>A filter of Email/query (RFC 8621 §4.4.1) as a tree. Immutable, and of no account.</summary>
/// <remarks>
/// A condition is tested with what has been read of the message so far (<see cref="QueriedEmail"/>): first with its record alone, and only if that leaves it unknown
/// with more. So most messages cost nothing but memory, in whatever order the client wrote the conditions.
/// </remarks>
internal abstract class EmailCondition
{
    /// <summary>Tests an Email with what has been read of it. Once all of it is read the verdict is never <see cref="Verdict.Unknown"/>.</summary>
    public abstract Verdict Test(QueriedEmail email);

    public virtual QueryTraits Traits => QueryTraits.None;

    /// <summary>A mailbox that all Emails are in which satisfy the condition; null: none is known.</summary>
    public virtual Mail.Store.MailboxId? Mailbox => null;

    /// <summary>What the conditions in this one ask an index.</summary>
    public virtual IEnumerable<IndexedText> Texts => [];

    /// <summary>Words that are in Emails because they are looked for, for people to see where (RFC 8621 §5).</summary>
    public virtual IEnumerable<SoughtWord> Words => [];

    protected static Verdict Known(bool isSatisfied) => isSatisfied ? Verdict.Yes : Verdict.No;
}

/// <summary>A word or phrase that is looked for, and where of what people see.</summary>
internal readonly record struct SoughtWord(string Text, bool InSubject, bool InBody);
