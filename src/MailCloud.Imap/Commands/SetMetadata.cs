using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Sets annotations of a mailbox or, where its name is empty, of the account, and removes those whose value is NIL (SETMETADATA, RFC 5464 §4.3): all of them
/// or none. The shared ones of the server are not the users' to set.
/// <code>
/// C: A1 SETMETADATA INBOX (/private/comment "Important" /shared/comment NIL)
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record SetMetadata(string Mailbox, ImmutableArray<AnnotationChange> Entries)
{
    public static SetMetadata Parse(ref ImapReader reader)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        reader.Space();
        var entries = reader.List(ReadEntry);
        return entries.DistinctBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).Count() == entries.Length
            ? new SetMetadata(mailbox, entries)
            : throw new ImapSyntaxException("An entry comes twice");
    }

    public static async ValueTask<Completion> ExecuteAsync(SetMetadata command, ImapSession session, CancellationToken cancellationToken)
    {
        var ofServer = command.Mailbox.Length == 0;
        foreach (var entry in command.Entries)
            if (ComputedEntries.Refuse(entry.Name, ofServer) is { } notTheirs)
                return notTheirs;
        var change = new ChangeAnnotations(ofServer ? null : command.Mailbox, command.Entries);
        var result = await session.CommitAsync(change, cancellationToken);
        if (result.Refusal is { } refusal)
            return Completion.No(refusal);
        foreach (var logged in result.Events)
            if (logged.Event is AnnotationsChanged changed)
                session.AnnotationNews.MarkTold(changed);
        return Completion.Ok("Done");
    }

    private static AnnotationChange ReadEntry(ref ImapReader reader)
    {
        var name = EntryName.ReadBelowRoot(ref reader);
        reader.Space();
        return new AnnotationChange(name, reader.OctetsOrNil());
    }
}
