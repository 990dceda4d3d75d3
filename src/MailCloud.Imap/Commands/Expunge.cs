using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Removes the messages with <c>\Deleted</c> (EXPUNGE, RFC 9051 §6.4.3), or those of them that are named (UID EXPUNGE, RFC 4315 §2.1), so that a client
/// does not remove what another one has marked. The session loop reports them.
/// <code>
/// C: A1 UID EXPUNGE 3000:3002
/// S: * 3 EXPUNGE
/// S: * 4 EXPUNGE
/// S: A1 OK Expunged
/// </code>
/// </summary>
/// <param name="Uids">Null: all.</param>
internal sealed record Expunge(SequenceSet? Uids)
{
    public static Expunge Parse(ref ImapReader reader) => new((SequenceSet?)null);

    public static Expunge ParseUid(ref ImapReader reader)
    {
        reader.Space();
        return new Expunge(reader.SequenceSet());
    }

    public static async ValueTask<Completion> ExecuteAsync(Expunge command, ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        if (mailbox.ReadOnly)
            return Completion.NoReadOnly;
        var among = command.Uids is { } set ? mailbox.Resolve(set, byUid: true) : null;
        var result = await session.CommitAsync(new ExpungeDeleted(mailbox.Id, among), cancellationToken);
        return result.Refusal is { } refusal ? Completion.No(refusal) : Completion.Ok("Expunged");
    }
}
