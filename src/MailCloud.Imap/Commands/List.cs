using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Output;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Lists mailboxes (RFC 9051 §6.3.9), with what LIST-EXTENDED (RFC 5258), SPECIAL-USE (RFC 6154) and LIST-STATUS (RFC 5819) add. Whether a mailbox has
/// children (RFC 3348) and its special use are always shown.
/// <code>
/// C: A1 LIST (SUBSCRIBED) "" "*" RETURN (SPECIAL-USE STATUS (MESSAGES))
/// S: * LIST (\HasNoChildren \Sent \Subscribed) "/" "Sent"
/// S: * STATUS "Sent" (MESSAGES 12)
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record List(ListSelection Selection, ImmutableArray<ListPattern> Patterns, bool AsksForDelimiter, ListReturn Return)
{
    private const int MaxPatterns = 16;

    public static List Parse(ref ImapReader reader)
    {
        reader.Space();
        var selection = ListSelection.None;
        var extended = reader.Peek == (byte)'(';
        if (extended)
        {
            selection = ListOptions.ParseSelection(ref reader);
            reader.Space();
        }
        var reference = reader.Mailbox();
        reader.Space();
        var names = reader.Peek == (byte)'(' ? reader.List(static (ref ImapReader r) => r.ListMailbox()) : [reader.ListMailbox()];
        if (names.Length > MaxPatterns)
            throw new ImapSyntaxException($"LIST takes {MaxPatterns} patterns");
        var wanted = reader.TrySpace() ? ListOptions.ParseReturn(ref reader) : ListReturn.Nothing;
        return new List(
            selection,
            [.. names.Select(name => new ListPattern(reference, name))],
            AsksForDelimiter: !extended && names is [""],
            wanted
        );
    }

    public static async ValueTask<Completion> ExecuteAsync(List command, ImapSession session, CancellationToken cancellationToken)
    {
        if (command.AsksForDelimiter)
        {
            session.Output.Write("* LIST (\\Noselect) \"/\" \"\"\r\n"u8);
            return Completion.Ok("Done");
        }
        var account = await session.ReadAsync(StateDepth.Directory, cancellationToken);
        Status.TurnOn(command.Return.Status, session);
        foreach (var name in ListedNames.Of(account.Directory).Where(command.Wants))
        {
            command.Write(name, session.Output);
            if (name.Mailbox is { } mailbox && !command.Return.Status.IsEmpty)
                Status.Write(mailbox, command.Return.Status, session);
            await session.FlushIfLargeAsync(cancellationToken);
        }
        return Completion.Ok("Done");
    }

    private bool Wants(ListedName name)
    {
        var selected =
            (Selection & ListSelection.SpecialUse) != 0 && name.Mailbox is not { Role: not MailboxRole.None and not MailboxRole.Inbox }
                ? false
            : (Selection & ListSelection.Subscribed) != 0 ? name.Subscribed || (IsRecursive && name.HasSubscribedBelow)
            : name.Mailbox is not null || name.HasChildren;
        return selected && Patterns.Any(pattern => pattern.Matches(name.Name));
    }

    private bool IsRecursive => (Selection & ListSelection.RecursiveMatch) != 0;

    private void Write(ListedName name, ImapWriter output)
    {
        name.Write(output, showsSubscribed: Return.Subscribed || (Selection & ListSelection.Subscribed) != 0);
        if (IsRecursive && name.HasSubscribedBelow)
            output.Write(" (\"CHILDINFO\" (\"SUBSCRIBED\"))"u8);
        output.EndLine();
    }
}
