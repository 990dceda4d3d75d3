using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Changes flags (STORE, RFC 9051 §6.4.6, and UID STORE, §6.4.9): one event, however many messages it names. The client is told the flags that the
/// messages have then, unless it says <c>.SILENT</c>.
/// <code>
/// C: A1 STORE 2:4 +FLAGS (\Deleted)
/// S: * 2 FETCH (UID 101 FLAGS (\Deleted \Seen))
/// S: * 3 FETCH (UID 107 FLAGS (\Deleted))
/// S: * 4 FETCH (UID 108 FLAGS (\Deleted \Flagged \Seen))
/// S: A1 OK Stored
/// </code>
/// </summary>
internal sealed record Store(SequenceSet Messages, bool ByUid, FlagChange Change, bool Silent)
{
    public static Store Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static Store ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(Store command, ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        if (mailbox.ReadOnly)
            return Completion.NoReadOnly;
        var uids = mailbox.Resolve(command.Messages, command.ByUid);
        var result = await session.CommitAsync(new ChangeFlags(mailbox.Id, uids, command.Change), cancellationToken);
        if (result.Refusal is { } refusal)
            return Completion.No(refusal);

        var changed = UidSet.Empty;
        if (result.Events is [{ Event: FlagsChanged flags } logged])
        {
            changed = flags.Uids;
            if (command.Silent)
                mailbox.MarkTold(Foreseen(changed, command.Change, mailbox.View, result.State.Messages(mailbox.Id)), logged.First);
        }
        // What changed is news, which the session loop tells. What had the flags already is not, but was asked for.
        if (!command.Silent)
            await WriteUnchangedAsync(uids, changed, session, cancellationToken);
        return result.State.Messages(mailbox.Id).Intersect(uids).Count < uids.Count
            ? Completion.Ok("Some of the messages are gone", ResponseCode.ExpungeIssued)
            : Completion.Ok("Stored");
    }

    private static Store Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        var operation =
            reader.TryOctet((byte)'+') ? FlagOperation.Add
            : reader.TryOctet((byte)'-') ? FlagOperation.Remove
            : FlagOperation.Replace;
        var silent = reader.TryWord("FLAGS.SILENT"u8);
        if (!silent && !reader.TryWord("FLAGS"u8))
            throw new ImapSyntaxException("Expected FLAGS");
        reader.Space();
        var (flags, keywords) = reader.StoreFlags();
        return new Store(messages, byUid, new FlagChange(operation, flags, keywords), silent);
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

    private static async ValueTask WriteUnchangedAsync(
        UidSet uids,
        UidSet changed,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        var mailbox = session.Selected;
        foreach (var range in uids.Ranges)
        {
            for (var index = mailbox.View.IndexOf(range.First); index < mailbox.View.Count; index++)
            {
                if (mailbox.View[index].Uid > range.Last)
                    break;
                if (!changed.Contains(mailbox.View[index].Uid))
                    mailbox.WriteFlags(index + 1, mailbox.View[index], session.Output);
                await session.FlushIfLargeAsync(cancellationToken);
            }
        }
    }
}
