using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Renames a mailbox and those below it (RFC 9051 §6.3.6). INBOX stays, and its messages move into the new mailbox.
/// <code>
/// C: A1 RENAME Work Jobs/Old
/// S: A1 OK Renamed
/// </code>
/// </summary>
internal sealed record Rename(string Mailbox, string NewName)
{
    public static Rename Parse(ref ImapReader reader)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        reader.Space();
        return new Rename(mailbox, reader.Mailbox());
    }

    public static async ValueTask<Completion> ExecuteAsync(Rename command, ImapSession session, CancellationToken cancellationToken)
    {
        var result = await session.CommitAsync(new RenameMailbox(command.Mailbox, command.NewName), cancellationToken);
        return result.Refusal is { } refusal ? Completion.No(refusal) : Completion.Ok("Renamed");
    }
}
