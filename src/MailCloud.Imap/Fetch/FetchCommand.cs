using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// Reads messages (FETCH, RFC 9051 §6.4.5, and UID FETCH, §6.4.9). Messages that others expunged meanwhile are still read as the client knows them.
/// <code>
/// C: A1 FETCH 2:3 (FLAGS UID)
/// S: * 2 FETCH (FLAGS (\Seen) UID 101)
/// S: * 3 FETCH (FLAGS () UID 107)
/// S: A1 OK Done
/// </code>
/// </summary>
/// <remarks>
/// To read a body without PEEK sets <c>\Seen</c>: for all messages of the command in one event, before they are sent.
/// </remarks>
internal sealed record FetchCommand(SequenceSet Messages, bool ByUid, FetchList Items)
{
    public static FetchCommand Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static FetchCommand ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(FetchCommand command, ImapSession session, CancellationToken cancellationToken)
    {
        var messages = IndexSet.Of(session.Selected, command.Messages, command.ByUid);
        var (newest, nowSeen) = command.Items.SetSeen ? await MarkSeenAsync(messages, session, cancellationToken) : (null, UidSet.Empty);
        var rows = new FetchRows(session, command.Items, newest, nowSeen);
        await rows.WriteAsync(messages, cancellationToken);
        return rows.SomeAreUndecodable ? Completion.No("The encoding of some part is not known", ResponseCode.UnknownCte)
            : rows.SomeAreGone ? Completion.No("Some of the messages are gone")
            : Completion.Ok("Done");
    }

    private static FetchCommand Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        return new FetchCommand(messages, byUid, FetchList.Parse(ref reader, byUid));
    }

    private static async ValueTask<(MailboxState? Newest, UidSet NowSeen)> MarkSeenAsync(
        IndexSet messages,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        var mailbox = session.Selected;
        var unseen = mailbox.ReadOnly ? UidSet.Empty : Unseen(messages, mailbox.View);
        if (unseen.IsEmpty)
            return (null, UidSet.Empty);
        var result = await session.CommitAsync(new ChangeFlags(mailbox.Id, unseen, FlagChange.Add(MessageFlags.Seen)), cancellationToken);
        // The mailbox may have been deleted, and others may have read the messages first. They can be read all the same.
        if (result.Events is not [{ Event: FlagsChanged changed } logged])
            return (null, UidSet.Empty);
        mailbox.MarkTold(changed.Uids, logged.First);
        return (result.State.Messages(mailbox.Id), changed.Uids);
    }

    private static UidSet Unseen(IndexSet messages, MailboxState view)
    {
        var unseen = new UidSet.Builder();
        foreach (var range in messages.Ranges)
        {
            for (var index = range.First; index <= range.Last; index++)
            {
                ref readonly var message = ref view[index];
                if ((message.Flags & MessageFlags.Seen) == 0)
                    unseen.Add(message.Uid);
            }
        }
        return unseen.ToSet();
    }
}
