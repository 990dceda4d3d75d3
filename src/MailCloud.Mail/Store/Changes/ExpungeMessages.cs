namespace MailCloud.Mail.Store.Changes;

/// <summary>Expunges the messages that have <c>\Deleted</c> (RFC 9051 §6.4.3), among <paramref name="Among"/> if given (UID EXPUNGE, RFC 4315 §2.1).</summary>
public sealed record ExpungeDeleted(MailboxId Mailbox, UidSet? Among = null) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds) =>
        ExpungeMessages.Decide(
            state,
            Mailbox,
            mailbox => mailbox.Where(Among ?? UidSet.All, static (in MessageRecord message) => (message.Flags & MessageFlags.Deleted) != 0)
        );
}

/// <summary>Expunges those of the messages that exist, whatever their flags (POP3's UPDATE state, RFC 1939 §6).</summary>
public sealed record ExpungeMessages(MailboxId Mailbox, UidSet Uids) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds) => Decide(state, Mailbox, mailbox => mailbox.Intersect(Uids));

    internal static Decision Decide(AccountState state, MailboxId id, Func<MailboxState, UidSet> choose)
    {
        if (state.FindMessages(id) is not { } mailbox)
            return Refusal.NoSuchMailbox;
        var uids = choose(mailbox);
        return uids.IsEmpty ? Decision.Nothing : Decision.Commit(MessagesExpunged.Of(id, mailbox, uids));
    }
}
