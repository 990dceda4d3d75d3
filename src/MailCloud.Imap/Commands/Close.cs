using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Closes the open mailbox: with an EXPUNGE that nobody is told of (CLOSE, RFC 9051 §6.4.1), unless it was opened to look only; or without (UNSELECT,
/// RFC 3691).
/// <code>
/// C: A1 CLOSE
/// S: A1 OK Closed
/// </code>
/// </summary>
internal sealed record Close(bool Expunges)
{
    public static Close Parse(ref ImapReader reader) => new(Expunges: true);

    public static Close ParseUnselect(ref ImapReader reader) => new(Expunges: false);

    public static async ValueTask<Completion> ExecuteAsync(Close command, ImapSession session, CancellationToken cancellationToken)
    {
        if (command.Expunges && !session.Selected.ReadOnly)
            await session.CommitAsync(new ExpungeDeleted(session.Selected.Id), cancellationToken);
        session.Unselect();
        return Completion.Ok("Closed");
    }
}
