namespace MailCloud.Mail.Store.Changes;

/// <summary>Copies those of the messages that exist (RFC 9051 §6.4.7). No bytes are copied, whatever their number.</summary>
public sealed record CopyMessages(MailboxId From, UidSet Uids, MailboxTarget To) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds) =>
        Transfer.Decide(state, From, Uids, To, (uids, to) => new MessagesCopied(From, uids, to, nowSeconds));
}

/// <summary>Moves those of the messages that exist (RFC 6851 §3.1), in one step that no reader sees half of.</summary>
public sealed record MoveMessages(MailboxId From, UidSet Uids, MailboxTarget To) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds) =>
        Transfer.Decide(state, From, Uids, To, (uids, to) => new MessagesMoved(From, uids, to, nowSeconds));
}

/// <summary>What COPY and MOVE check alike.</summary>
internal static class Transfer
{
    public static Decision Decide(
        AccountState state,
        MailboxId from,
        UidSet wanted,
        MailboxTarget target,
        Func<UidSet, MailboxId, MailEvent> toEvent
    )
    {
        if (state.FindMessages(from) is not { } source || target.Resolve(state.Directory) is not { } to)
            return Refusal.NoSuchMailbox;
        var uids = source.Intersect(wanted);
        if (uids.IsEmpty)
            return Decision.Nothing;
        if (!state.HasUidsLeft(uids.Count))
            return Refusal.UidsExhausted;
        ulong used = 0;
        foreach (var uid in uids.Enumerate())
            used |= source[source.IndexOf(uid)].Keywords;
        if (!state.Messages(to.Id).Keywords.HasRoomFor(source.Keywords.NamesOf(used)))
            return Refusal.TooManyKeywords;
        return Decision.Commit(toEvent(uids, to.Id));
    }
}
