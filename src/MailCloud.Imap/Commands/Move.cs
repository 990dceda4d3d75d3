using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Moves messages into another mailbox (MOVE, RFC 6851 §3.1, and UID MOVE, §3.2) in one step: no session sees a message twice or not at all. UID MOVE
/// takes messages, too, that have come in and that this session was not told of yet. The session loop reports what has left.
/// <code>
/// C: A1 UID MOVE 42:69 Archive
/// S: * OK [COPYUID 432432 42,69 1202:1203] Moved
/// S: * 22 EXPUNGE
/// S: * 23 EXPUNGE
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Move(SequenceSet Messages, bool ByUid, string Mailbox)
{
    public static Move Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static Move ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(Move command, ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        if (mailbox.ReadOnly)
            return Completion.NoReadOnly;
        if (command.ByUid)
            await session.SynchronizeAsync(mayExpunge: true, cancellationToken);
        if (session.Ended)
            return Completion.No(Refusal.NoSuchMailbox);
        var uids = command.ByUid ? mailbox.UidsOf(command.Messages) : mailbox.Resolve(command.Messages, byUid: false);

        var change = new MoveMessages(mailbox.Id, uids, MailboxTarget.Named(command.Mailbox));
        var result = await session.CommitAsync(change, cancellationToken);
        if (result.Refusal is { } refusal)
            return Completion.NoTarget(refusal);
        if (result.Events is not [{ Event: MessagesMoved moved } logged])
            return Completion.Ok("There was nothing to move");
        session.Output.Write("* OK ["u8).Text(ResponseCode.CopyUid(moved.To, moved.Uids, logged).Text).Write("] Moved\r\n"u8);
        return Completion.Ok("Done");
    }

    private static Move Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        return new Move(messages, byUid, reader.Mailbox());
    }
}
