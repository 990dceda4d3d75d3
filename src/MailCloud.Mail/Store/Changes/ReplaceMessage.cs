namespace MailCloud.Mail.Store.Changes;

/// <summary>
/// Puts a message into a mailbox and expunges another one, in one step that no reader sees half of (RFC 8508 §3.1). Refused if the old message is gone: its
/// changes, made elsewhere, would come back.
/// </summary>
public sealed record ReplaceMessage(MailboxId From, Uid Old, MailboxTarget To, NewMessage New) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (state.FindMessages(From) is not { } mailbox)
            return Refusal.NoSuchMailbox;
        if (!mailbox.Contains(Old))
            return Refusal.NoSuchMessage;
        var append = new AppendMessages(To, [New]).Decide(state, nowSeconds);
        return append.Refusal is null ? Decision.Commit([.. append.Events, MessagesExpunged.Of(From, mailbox, UidSet.Of(Old))]) : append;
    }
}
