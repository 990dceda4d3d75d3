using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Deletes a mailbox with its messages (RFC 9051 §6.3.5). Those below it stay. A session that has it open is closed; the one that deletes it is not,
/// but has no mailbox open any more.
/// <code>
/// C: A1 DELETE Old
/// S: A1 OK Deleted
/// </code>
/// </summary>
internal sealed record Delete(string Mailbox)
{
    public static Delete Parse(ref ImapReader reader)
    {
        reader.Space();
        return new Delete(reader.Mailbox());
    }

    public static async ValueTask<Completion> ExecuteAsync(Delete command, ImapSession session, CancellationToken cancellationToken)
    {
        var result = await session.CommitAsync(new DeleteMailbox(command.Mailbox), cancellationToken);
        if (result.Refusal is { } refusal)
            return Completion.No(refusal);
        if (session.Mailbox is { } open && result.State.Directory.Find(open.Id) is null)
            session.Unselect();
        return Completion.Ok("Deleted");
    }
}
