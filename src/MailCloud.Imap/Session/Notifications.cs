using System.Collections.Immutable;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Output;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Session;

/// <summary>
/// What a client asked to be told of (NOTIFY), and what it knows of the account's mailboxes. Everything about mailboxes that are not open is in the directory:
/// it is told by comparing two of them, and costs nothing per message.
/// </summary>
internal sealed class Notifications(ImmutableArray<EventGroup> groups, AccountState known)
{
    /// <summary>Responses at a time. When more has happened, a client does better to look for itself (RFC 5465 §5.8).</summary>
    private const int MaxResponses = 1000;

    private static readonly ImmutableArray<StatusItem> Shown = [.. StatusItem.Named("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN")];

    private static readonly ImmutableArray<StatusItem> ShownWithModSeq = [.. Shown, .. StatusItem.Named("HIGHESTMODSEQ")];

    private MailboxDirectory told = known.Directory;
    private ModSeq toldAt = known.ModSeq;

    /// <summary>What is wanted of the open mailbox; null: nothing, until a command is answered.</summary>
    public EventGroup? OfSelected { get; } =
        groups.FirstOrDefault(group => group.IsAboutSelected && (group.Events & Events.AboutMessages) != 0);

    /// <summary>How things are in all mailboxes that messages are told of, the open one excepted.</summary>
    public async ValueTask WriteAllStatusAsync(ImapSession session, CancellationToken cancellationToken)
    {
        foreach (var mailbox in told.Mailboxes.Where(mailbox => Wants(mailbox, Events.AboutMessages) && mailbox.Id != session.Mailbox?.Id))
        {
            WriteStatus(mailbox, session);
            await session.FlushIfLargeAsync(cancellationToken);
        }
    }

    /// <summary>Tells what became of mailboxes since the last time; of the open one, only its name and subscription.</summary>
    public void Tell(AccountState newest, ImapSession session)
    {
        toldAt = newest.ModSeq;
        if (ReferenceEquals(told, newest.Directory))
            return;
        var responses = Compare(told, newest.Directory, session).Take(MaxResponses + 1).ToList();
        told = newest.Directory;
        if (responses.Count > MaxResponses)
        {
            session.Output.Write("* OK [NOTIFICATIONOVERFLOW] Too much has happened; you will not be told any more\r\n"u8);
            session.Notifications = null;
            return;
        }
        foreach (var write in responses)
            write();
    }

    /// <summary>
    /// The client's own change is no news to it (RFC 5465 §5), unless others' changes came before it, of which it was not told yet: then it hears of all of them.
    /// </summary>
    public void PassOver(CommitResult own)
    {
        if (own.Events.IsEmpty || own.Events[0].First != toldAt + 1)
            return;
        told = own.State.Directory;
        toldAt = own.State.ModSeq;
    }

    private IEnumerable<Action> Compare(MailboxDirectory before, MailboxDirectory after, ImapSession session)
    {
        var gone = before.Mailboxes.ToDictionary(mailbox => mailbox.Id);
        foreach (var mailbox in after.Mailboxes)
        {
            gone.Remove(mailbox.Id, out var was);
            var isNamed = was is null || !string.Equals(was.Name, mailbox.Name, StringComparison.Ordinal);
            if (isNamed && (Wants(mailbox, Events.MailboxName) || (was is not null && Wants(was, Events.MailboxName))))
                yield return () => WriteList(mailbox, after, session.Output, was?.Name);
            else if (was is not null && was.Subscribed != mailbox.Subscribed && WantsEither(was, mailbox, Events.SubscriptionChange))
                yield return () => WriteList(mailbox, after, session.Output);
            if (mailbox.Id != session.Mailbox?.Id && HasNews(was, mailbox, session))
                yield return () => WriteStatus(mailbox, session);
        }
        foreach (var mailbox in gone.Values.Where(mailbox => Wants(mailbox, Events.MailboxName)))
            yield return () => session.Output.Write("* LIST (\\NonExistent) \"/\" "u8).Mailbox(mailbox.Name).EndLine();
    }

    private bool HasNews(MailboxEntry? was, MailboxEntry mailbox, ImapSession session) =>
        was is null ? mailbox.Tally.Messages > 0 && Wants(mailbox, Events.MessageNew)
        : (was.LastUid, was.Tally.Messages) != (mailbox.LastUid, mailbox.Tally.Messages) ? Wants(mailbox, Events.MessageNew)
        // Of flags, STATUS shows UNSEEN, and to those who know of it the MODSEQ of the last change.
        : (was.Tally.Unseen != mailbox.Tally.Unseen || (session.Has(Extensions.Condstore) && was.HighestModSeq != mailbox.HighestModSeq))
            && Wants(mailbox, Events.FlagChange);

    /// <summary>Whether one of the events is wanted of a mailbox: the first group that names it decides (RFC 5465 §8).</summary>
    private bool Wants(MailboxEntry mailbox, Events events) =>
        groups.FirstOrDefault(group => group.Mailboxes.Contains(mailbox)) is { } group && (group.Events & events) != 0;

    // Who asked for subscribed mailboxes wants to hear of the one that is not subscribed any more.
    private bool WantsEither(MailboxEntry was, MailboxEntry mailbox, Events events) => Wants(was, events) || Wants(mailbox, events);

    private static void WriteStatus(MailboxEntry mailbox, ImapSession session) =>
        Status.Write(mailbox, session.Has(Extensions.Condstore) ? ShownWithModSeq : Shown, session);

    /// <summary>A LIST response, with the name that the mailbox had before (RFC 5465 §5.4).</summary>
    private static void WriteList(MailboxEntry mailbox, MailboxDirectory directory, ImapWriter output, string? oldName = null)
    {
        var hasChildren = directory.Below(mailbox.Name).Any();
        new ListedName(mailbox.Name, mailbox, mailbox.Subscribed, hasChildren, HasSubscribedBelow: false).Write(
            output,
            showsSubscribed: true
        );
        if (oldName is not null)
            output.Write(" (\"OLDNAME\" ("u8).Mailbox(oldName).Write("))"u8);
        output.EndLine();
    }
}
