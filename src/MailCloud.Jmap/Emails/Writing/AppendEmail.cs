using System.Collections.Immutable;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>Puts a new message into mailboxes: it is one Email from the start.</summary>
/// <param name="Mailboxes">At least one, each once.</param>
internal sealed record AppendEmail(NewMessage Message, ImmutableArray<MailboxId> Mailboxes) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (Mailboxes.Any(mailbox => state.Directory.Find(mailbox) is null))
            return Refusal.NoSuchMailbox;
        if (!state.HasUidsLeft(Mailboxes.Length))
            return Refusal.UidsExhausted;
        if (Mailboxes.Any(mailbox => !state.Messages(mailbox).Keywords.HasRoomFor(Message.Keywords)))
            return Refusal.TooManyKeywords;
        // The message's UID is the next number, and its copies are made of it.
        var uid = UidSet.Of(new Uid(checked((uint)(state.ModSeq + 1).Value)));
        var append = new MessagesAppended(Mailboxes[0], [Message], nowSeconds);
        return Decision.Commit([append, .. Mailboxes.Skip(1).Select(to => new MessagesCopied(Mailboxes[0], uid, to, nowSeconds))]);
    }
}
