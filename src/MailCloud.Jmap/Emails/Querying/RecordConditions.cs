using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>before, after, minSize, maxSize: what a message's record tells, and never changes.</summary>
internal sealed class RecordCondition(MessageCondition condition) : EmailCondition
{
    public override Verdict Test(QueriedEmail email) => Known(condition(email.Record));
}

/// <summary>inMailbox. Null: an id that no mailbox ever had.</summary>
internal sealed class InMailboxCondition(MailboxId? id) : EmailCondition
{
    public override QueryTraits Traits => QueryTraits.Mutable;

    public override MailboxId? Mailbox => id;

    public override Verdict Test(QueriedEmail email) =>
        Known(id is { } mailbox && (email.Mailbox == mailbox || email.Email.Mailboxes.Contains(mailbox)));
}

/// <summary>inMailboxOtherThan.</summary>
internal sealed class OtherMailboxCondition(IReadOnlySet<MailboxId> ids) : EmailCondition
{
    public override QueryTraits Traits => QueryTraits.Mutable;

    public override Verdict Test(QueriedEmail email) =>
        Known(!ids.Contains(email.Mailbox) || email.Email.Mailboxes.Any(mailbox => !ids.Contains(mailbox)));
}

/// <summary>hasKeyword.</summary>
internal sealed class KeywordCondition(string keyword) : EmailCondition
{
    public override QueryTraits Traits => QueryTraits.Mutable;

    public override Verdict Test(QueriedEmail email) => Known(email.Email.Has(keyword));
}

/// <summary>allInThreadHaveKeyword; with <paramref name="all"/> false someInThreadHaveKeyword.</summary>
internal sealed class ThreadKeywordCondition(string keyword, bool all) : EmailCondition
{
    public override QueryTraits Traits => QueryTraits.Mutable | QueryTraits.Threads;

    public override Verdict Test(QueriedEmail email) => Known(IsIn(email, keyword, all));

    /// <summary>Whether all, or some, Emails of the conversation have the keyword.</summary>
    public static bool IsIn(QueriedEmail email, string keyword, bool all) =>
        all ? email.Thread.All(other => other.Has(keyword)) : email.Thread.Any(other => other.Has(keyword));
}
