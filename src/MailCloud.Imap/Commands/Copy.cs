using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Copies messages with flags and dates into another mailbox (COPY, RFC 9051 §6.4.7, and UID COPY, §6.4.9), all or none. No octet of them is copied.
/// <code>
/// C: A1 COPY 2:4 Meetings
/// S: A1 OK [COPYUID 38505 304,319:320 3956:3958] Copied
/// </code>
/// </summary>
internal sealed record Copy(SequenceSet Messages, bool ByUid, string Mailbox)
{
    public static Copy Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static Copy ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(Copy command, ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        var uids = mailbox.Resolve(command.Messages, command.ByUid);
        var change = new CopyMessages(mailbox.Id, uids, MailboxTarget.Named(command.Mailbox));
        var result = await session.CommitAsync(change, cancellationToken);
        if (result.Refusal is { } refusal)
            return Completion.NoTarget(refusal);
        if (result.Events is not [{ Event: MessagesCopied copied } logged])
            return Completion.Ok("There was nothing to copy");
        return Completion.Ok("Copied", ResponseCode.CopyUid(copied.To, copied.Uids, logged));
    }

    private static Copy Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        return new Copy(messages, byUid, reader.Mailbox());
    }
}
