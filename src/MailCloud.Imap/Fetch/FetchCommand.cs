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
/// C: A2 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12345 VANISHED)
/// S: * VANISHED (EARLIER) 41,43:116
/// S: * 3 FETCH (UID 107 FLAGS (\Seen) MODSEQ (12350))
/// S: A2 OK Done
/// </code>
/// </summary>
/// <remarks>
/// To read a body without PEEK sets <c>\Seen</c>: for all messages of the command in one event, before they are sent.
/// </remarks>
internal sealed record FetchCommand(SequenceSet Messages, bool ByUid, FetchList Items, FetchModifiers Modifiers)
{
    public static FetchCommand Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static FetchCommand ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(FetchCommand command, ImapSession session, CancellationToken cancellationToken)
    {
        var (mailbox, modifiers) = (session.Selected, command.Modifiers);
        if (modifiers.Vanished && !(command.ByUid && session.Has(Extensions.Qresync)))
            return Completion.Bad("VANISHED is for UID FETCH, once QRESYNC is enabled");
        if (modifiers.Partial is not null && !command.ByUid)
            return Completion.Bad("PARTIAL is for UID FETCH");
        var messages = IndexSet.Of(mailbox, command.Messages, command.ByUid);
        if (modifiers.Partial is { } page)
            messages = messages.Page(page);
        if (command.Items.HasModSeq || modifiers.ChangedSince is not null)
            session.Enable(Extensions.Condstore);
        if (modifiers.ChangedSince is { } since)
        {
            // It is a question for news. What is newer than the client's view is told behind the answer.
            await session.ReadAsync(StateDepth.Messages, cancellationToken);
            if (modifiers.Vanished)
                await WriteVanishedAsync(command.Messages, since, session, cancellationToken);
            messages = messages.ChangedSince(mailbox.View, since);
        }
        var seen = command.Items.SetSeen ? await MarkSeenAsync(messages, session, cancellationToken) : null;
        var rows = new FetchRows(session, command.ItemsFor(session), seen?.Newest, seen?.Uids ?? UidSet.Empty);
        await rows.WriteAsync(messages, cancellationToken);
        // Not before: what an answer that failed did not tell is news.
        if (seen is not null)
            mailbox.MarkTold(seen.Uids, seen.At, withModSeq: true);
        return rows.SomeAreUndecodable ? Completion.No("The encoding of some part is not known", ResponseCode.UnknownCte)
            : rows.SomeAreGone ? Completion.No("Some of the messages are gone")
            : Completion.Ok("Done");
    }

    private static FetchCommand Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        var items = FetchList.Parse(ref reader);
        return new FetchCommand(messages, byUid, items, reader.TrySpace() ? FetchModifiers.Parse(ref reader) : FetchModifiers.None);
    }

    /// <summary>
    /// The items and what is told without being asked for: UIDs to UID FETCH (RFC 9051 §6.4.9), unless they stand before the items anyway, and MODSEQ to
    /// CHANGEDSINCE and to clients that resynchronize by it (RFC 7162 §3.1.4.1, §3.2.4).
    /// </summary>
    private FetchList ItemsFor(ImapSession session) =>
        Items.With(
            uid: ByUid && !session.Has(Extensions.UidOnly),
            modSeq: Modifiers.ChangedSince is not null || (ByUid && session.Has(Extensions.Qresync))
        );

    /// <summary>Which of the UIDs are gone. Those of the newest messages may be, too: <c>*</c> is the highest one that the mailbox ever had.</summary>
    private static async ValueTask WriteVanishedAsync(
        SequenceSet messages,
        ModSeq since,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        if (session.Newest.Directory.Find(session.Selected.Id) is not { } mailbox)
            return;
        var uids = session.Selected.UidsOf(messages, mailbox.LastUid.Value);
        await Vanished.WriteEarlierAsync(uids, since, session, cancellationToken);
    }

    /// <summary>Null: nothing has changed.</summary>
    private static async ValueTask<NowSeen?> MarkSeenAsync(IndexSet messages, ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        var unseen = mailbox.ReadOnly ? UidSet.Empty : Unseen(messages, mailbox.View);
        if (unseen.IsEmpty)
            return null;
        var result = await session.CommitAsync(new ChangeFlags(mailbox.Id, unseen, FlagChange.Add(MessageFlags.Seen)), cancellationToken);
        // The mailbox may have been deleted, and others may have read the messages first. They can be read all the same.
        if (result.Events is not [{ Event: FlagsChanged changed } logged])
            return null;
        return new NowSeen(result.State.Messages(mailbox.Id), changed.Uids, logged.First);
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

    /// <summary>The messages that the command gave <c>\Seen</c>, and the mailbox after that.</summary>
    private sealed record NowSeen(MailboxState Newest, UidSet Uids, ModSeq At);
}
