using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Asks for a checkpoint of the open mailbox (RFC 3501 §6.4.1). Every change is durable when it is answered, so there is nothing to do.
/// <code>
/// C: A1 CHECK
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Check
{
    public static Check Parse(ref ImapReader reader) => new();

    public static ValueTask<Completion> ExecuteAsync(Check command, ImapSession session, CancellationToken cancellationToken) =>
        Completion.Ok("Done");
}
