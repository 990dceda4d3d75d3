using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Says where mailboxes are (RFC 2342 §5, RFC 9051 §6.3.10): the user's own at the top, none of other users, none shared.
/// <code>
/// C: A1 NAMESPACE
/// S: * NAMESPACE (("" "/")) NIL NIL
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Namespace
{
    public static Namespace Parse(ref ImapReader reader) => new();

    public static ValueTask<Completion> ExecuteAsync(Namespace command, ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"u8);
        return Completion.Ok("Done");
    }
}
