using System.Collections.Immutable;

namespace MailCloud.Mail.Store.Changes;

/// <summary>
/// Puts messages into a mailbox: delivery, APPEND (RFC 9051 §6.3.12). Their packs' references were written before
/// (<see cref="IMailStore.AddReferencesAsync"/>).
/// </summary>
/// <param name="Key">For a delivery: makes a second one a refusal with <see cref="RefusalReason.AlreadyDelivered"/>.</param>
public sealed record AppendMessages(MailboxTarget To, ImmutableArray<NewMessage> Messages, DeliveryKey? Key = null) : MailChange
{
    // Keywords have to fit the mailbox's table; a delivery has none, and is the change that must stay cheap.
    public override bool NeedsMessages => Messages.Any(message => !message.Keywords.IsEmpty);

    public override DeliveryKey? DeliveryKey => Key;

    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (To.Resolve(state.Directory) is not { } mailbox)
            return Refusal.NoSuchMailbox;
        if (Messages.IsEmpty)
            return Decision.Nothing;
        if (!state.HasUidsLeft(Messages.Length))
            return Refusal.UidsExhausted;
        if (NeedsMessages && !state.Messages(mailbox.Id).Keywords.HasRoomFor([.. Messages.SelectMany(message => message.Keywords)]))
            return Refusal.TooManyKeywords;
        return Decision.Commit(new MessagesAppended(mailbox.Id, Messages, nowSeconds));
    }
}
