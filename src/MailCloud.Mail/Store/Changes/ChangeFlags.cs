namespace MailCloud.Mail.Store.Changes;

/// <summary>
/// Changes flags of those of the messages that exist (STORE, RFC 9051 §6.4.6): one event, however many they are. A message that has the
/// wanted flags already is left alone, and so is one that changed after <paramref name="UnchangedSince"/> (RFC 7162 §3.1.3).
/// </summary>
public sealed record ChangeFlags(MailboxId Mailbox, UidSet Uids, FlagChange Change, ModSeq? UnchangedSince = null) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (state.FindMessages(Mailbox) is not { } mailbox)
            return Refusal.NoSuchMailbox;
        var stale = UnchangedSince is { } limit ? mailbox.Where(Uids, (in MessageRecord message) => message.ModSeq > limit) : UidSet.Empty;

        var added = Change.Operation == FlagOperation.Remove ? [] : Change.Keywords;
        if (!mailbox.Keywords.HasRoomFor(added))
            return Refusal.TooManyKeywords;
        var bits = mailbox.Keywords.With(added).BitsOf(Change.Keywords);
        var changed = mailbox.Where(
            Uids,
            (in MessageRecord message) =>
                (stale.IsEmpty || !stale.Contains(message.Uid))
                && Change.ApplyTo(message, bits) is var after
                && (after.Flags != message.Flags || after.Keywords != message.Keywords)
        );
        return changed.IsEmpty ? Decision.CommitExcept(stale) : Decision.CommitExcept(stale, new FlagsChanged(Mailbox, changed, Change));
    }
}
