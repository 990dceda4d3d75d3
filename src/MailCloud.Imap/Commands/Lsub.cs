using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Lists subscribed names (RFC 3501 §6.3.9); LIST-EXTENDED took its place. A name that is not subscribed itself is shown with <c>\Noselect</c> if it has a
/// subscribed one below it that <c>%</c> does not reach.
/// <code>
/// C: A1 LSUB "" "%"
/// S: * LSUB () "/" "INBOX"
/// S: * LSUB (\Noselect) "/" "Lists"
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Lsub(ListPattern Pattern)
{
    public static Lsub Parse(ref ImapReader reader)
    {
        reader.Space();
        var reference = reader.Mailbox();
        reader.Space();
        return new Lsub(new ListPattern(reference, reader.ListMailbox()));
    }

    public static async ValueTask<Completion> ExecuteAsync(Lsub command, ImapSession session, CancellationToken cancellationToken)
    {
        var account = await session.ReadAsync(StateDepth.Directory, cancellationToken);
        foreach (var name in ListedNames.Of(account.Directory))
        {
            if (!name.Subscribed && !(name.HasSubscribedBelow && command.Pattern.HasLevelWildcard))
                continue;
            if (!command.Pattern.Matches(name.Name))
                continue;
            session.Output.Write(name.Subscribed ? "* LSUB () \"/\" "u8 : "* LSUB (\\Noselect) \"/\" "u8).Mailbox(name.Name).EndLine();
            await session.FlushIfLargeAsync(cancellationToken);
        }
        return Completion.Ok("Done");
    }
}
