using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Changes flags (STORE, RFC 9051 §6.4.6, and UID STORE, §6.4.9): one event, however many messages it names. The client is told the flags that the
/// messages have then, unless it says <c>.SILENT</c>. With UNCHANGEDSINCE, messages that changed later than the client knows are left alone and named
/// (RFC 7162 §3.1.3); the store decides that against the newest state, so that of two clients one learns that it was late.
/// <code>
/// C: A1 STORE 2:4 +FLAGS (\Deleted)
/// S: * 2 FETCH (UID 101 FLAGS (\Deleted \Seen))
/// S: * 3 FETCH (UID 107 FLAGS (\Deleted))
/// S: * 4 FETCH (UID 108 FLAGS (\Deleted \Flagged \Seen))
/// S: A1 OK Stored
/// C: A2 UID STORE 107:108 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\Answered)
/// S: * 3 FETCH (UID 107 MODSEQ (320162350))
/// S: A2 OK [MODIFIED 108] Some of the messages have changed since
/// </code>
/// </summary>
internal sealed record Store(SequenceSet Messages, bool ByUid, ModSeq? UnchangedSince, FlagChange Change, bool Silent)
{
    public static Store Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static Store ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(Store command, ImapSession session, CancellationToken cancellationToken)
    {
        if (command.UnchangedSince is not null)
            session.Enable(Extensions.Condstore);
        var mailbox = session.Selected;
        if (mailbox.ReadOnly)
            return Completion.NoReadOnly;
        var uids = mailbox.Resolve(command.Messages, command.ByUid);
        var change = new ChangeFlags(mailbox.Id, uids, command.Change, command.UnchangedSince);
        var result = await session.CommitAsync(change, cancellationToken);
        if (result.Refusal is { } refusal)
            return Completion.No(refusal);

        var newest = result.State.Messages(mailbox.Id);
        if (command.Silent && result.Events is [{ Event: FlagsChanged flags } logged])
            mailbox.MarkTold(Foreseen(flags.Uids, command.Change, mailbox.View, newest), logged.First, withModSeq: false);
        if (!command.Silent)
            await WriteUnchangedAsync(uids, newest, silent: false, session, cancellationToken);
        else if (command.UnchangedSince is not null)
            await WriteUnchangedAsync(uids.Except(result.Stale), newest, silent: true, session, cancellationToken);
        if (!result.Stale.IsEmpty)
            return Completion.Ok("Some of the messages have changed since", ResponseCode.Modified(command.NameOf(result.Stale, mailbox)));
        return newest.Intersect(uids).Count < uids.Count
            ? Completion.Ok("Some of the messages are gone", ResponseCode.ExpungeIssued)
            : Completion.Ok("Stored");
    }

    private static Store Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        ModSeq? unchangedSince = null;
        if (reader.TryOpen())
        {
            unchangedSince = UnchangedSinceModifier(ref reader);
            reader.Close();
            reader.Space();
        }
        var operation =
            reader.TryOctet((byte)'+') ? FlagOperation.Add
            : reader.TryOctet((byte)'-') ? FlagOperation.Remove
            : FlagOperation.Replace;
        var silent = reader.TryWord("FLAGS.SILENT"u8);
        if (!silent && !reader.TryWord("FLAGS"u8))
            throw new ImapSyntaxException("Expected FLAGS");
        reader.Space();
        var (flags, keywords) = reader.StoreFlags();
        return new Store(messages, byUid, unchangedSince, new FlagChange(operation, flags, keywords), silent);
    }

    /// <summary>
    /// The changed messages that now have the flags which the client expects. Where others have changed a message too, it has others, and the client has to be
    /// told in spite of its <c>.SILENT</c> (RFC 9051 §6.4.6).
    /// </summary>
    private static UidSet Foreseen(UidSet changed, FlagChange change, MailboxState known, MailboxState newest)
    {
        var bits = newest.Keywords.BitsOf(change.Keywords);
        return newest.Where(
            changed,
            (in MessageRecord message) =>
                change.ApplyTo(known[known.IndexOf(message.Uid)], bits) is var expected
                && (expected.Flags, expected.Keywords) == (message.Flags, message.Keywords)
        );
    }

    // Zero is allowed: every message has changed since then, so nothing is changed and all are named.
    private static ModSeq UnchangedSinceModifier(ref ImapReader reader)
    {
        if (!reader.TryWord("UNCHANGEDSINCE"u8))
            throw new ImapSyntaxException("STORE knows UNCHANGEDSINCE alone");
        reader.Space();
        return new ModSeq(reader.Number64());
    }

    /// <summary>
    /// What changed is news, which the session loop tells. What did not is none, but was asked for.
    /// </summary>
    private static async ValueTask WriteUnchangedAsync(
        UidSet uids,
        MailboxState newest,
        bool silent,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        var mailbox = session.Selected;
        foreach (var range in uids.Ranges)
        {
            var index = mailbox.View.IndexOf(range.First);
            for (index = index < 0 ? ~index : index; index < mailbox.View.Count && mailbox.View[index].Uid <= range.Last; index++)
            {
                var place = newest.IndexOf(mailbox.View[index].Uid);
                if (place >= 0 && newest[place].ModSeq == mailbox.View[index].ModSeq)
                    mailbox.WriteFlags(index, session, silent);
                await session.FlushIfLargeAsync(cancellationToken);
            }
        }
    }

    private string NameOf(UidSet uids, SelectedMailbox mailbox) => ByUid ? uids.ToString() : IndexSet.Of(mailbox.View, uids).ToString();
}
