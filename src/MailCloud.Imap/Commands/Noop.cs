using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Does nothing (RFC 9051 §6.1.2). As after most commands, the client is told what changed in the open mailbox; after this one, all sessions of an
/// account agree.
/// <code>
/// C: A1 NOOP
/// S: * 22 EXPUNGE
/// S: * 23 EXISTS
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Noop
{
    public static Noop Parse(ref ImapReader reader) => new();

    public static ValueTask<Completion> ExecuteAsync(Noop command, ImapSession session, CancellationToken cancellationToken) =>
        Completion.Ok("Done");
}
