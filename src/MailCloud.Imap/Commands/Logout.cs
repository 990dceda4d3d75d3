using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Ends the session (RFC 9051 §6.1.3). Nothing is expunged.
/// <code>
/// C: A1 LOGOUT
/// S: * BYE Good-bye
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Logout
{
    public static Logout Parse(ref ImapReader reader) => new();

    public static ValueTask<Completion> ExecuteAsync(Logout command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Unselect();
        session.Bye("Good-bye");
        return Completion.Ok("Done");
    }
}
