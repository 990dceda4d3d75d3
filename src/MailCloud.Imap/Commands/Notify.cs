using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Asks to be told of changes, in the open mailbox and in others, whenever they happen (RFC 5465 §3.1). Each NOTIFY takes the place of the one before. With
/// STATUS the client first learns how things are.
/// <code>
/// C: A1 NOTIFY SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge)) (personal (MessageNew MessageExpunge MailboxName))
/// S: * STATUS "Sent" (MESSAGES 12 UIDNEXT 4711 UIDVALIDITY 1 UNSEEN 0)
/// S: A1 OK You will be told
/// S: * STATUS "Sent" (MESSAGES 13 UIDNEXT 4712 UIDVALIDITY 1 UNSEEN 0)
/// C: A2 NOTIFY NONE
/// S: A2 OK You will not be told
/// </code>
/// </summary>
/// <param name="Groups">Empty: nothing any more.</param>
internal sealed record Notify(bool Status, ImmutableArray<EventGroup> Groups)
{
    private const int MaxGroups = 64;

    public static Notify Parse(ref ImapReader reader)
    {
        reader.Space();
        if (reader.TryWord("NONE"u8))
            return new Notify(Status: false, []);
        if (!reader.TryWord("SET"u8))
            throw new ImapSyntaxException("Expected SET or NONE");
        reader.Space();
        var status = reader.TryWord("STATUS"u8);
        if (status)
            reader.Space();
        var groups = ImmutableArray.CreateBuilder<EventGroup>();
        do groups.Add(EventGroup.Parse(ref reader));
        while (reader.TrySpace());
        if (groups.Count > MaxGroups)
            throw new ImapSyntaxException("Too many sets of mailboxes");
        if (groups.Count(group => group.IsAboutSelected) > 1)
            throw new ImapSyntaxException("The selected mailbox can be named once");
        return new Notify(status, groups.ToImmutable());
    }

    public static async ValueTask<Completion> ExecuteAsync(Notify command, ImapSession session, CancellationToken cancellationToken)
    {
        if (command.Groups.IsEmpty)
        {
            session.Notifications = null;
            return Completion.Ok("You will not be told");
        }
        if (command.Groups.Any(group => (group.Events & Events.Unknown) != 0))
            return Completion.No("Some of these events cannot be told", ResponseCode.BadEvent);
        var account = await session.ReadAsync(StateDepth.Messages, cancellationToken);
        session.Notifications = new Notifications(command.Groups, account);
        if (command.Status)
            await session.Notifications.WriteAllStatusAsync(session, cancellationToken);
        return Completion.Ok("You will be told");
    }
}
