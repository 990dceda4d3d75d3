using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Puts a new message in the place of one of the open mailbox (REPLACE, RFC 8508 §3.3, and UID REPLACE, §3.4): what clients do with drafts, in one step. The
/// new message may go to another mailbox; nothing of the old one is kept. The session loop reports that the old one has left.
/// <code>
/// C: A1 REPLACE 4 Drafts (\Seen \Draft) {312}
/// S: + OK
/// C: Date: Thu, 1 Jan 2015 00:05:00 -0500 (EST)
/// C: ...
/// S: * OK [APPENDUID 1 2000] Replaced
/// S: * 4 EXPUNGE
/// S: * 5 EXISTS
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Replace(SequenceBound Old, bool ByUid, string Mailbox, AppendOptions New)
{
    public static Replace Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static Replace ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(Replace command, ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        if (mailbox.ReadOnly)
            return Completion.NoReadOnly;
        if (command.Find(mailbox.View) is not { } old)
            return Completion.No(Refusal.NoSuchMessage);
        var account = await session.ReadAsync(StateDepth.Directory, cancellationToken);
        if (account.Directory.Find(command.Mailbox) is null)
            return Completion.NoTarget(Refusal.NoSuchMailbox);
        if (ReceivedMessage.Refuse(command.New, session) is { } tooEarly)
            return tooEarly;
        var growth = new Usage(command.New.Message.Size - mailbox.View[mailbox.View.IndexOf(old)].Size, 0);
        if (!await QuotaRoot.HasRoomAsync(account, growth, session, cancellationToken))
            return Completion.No(Refusal.OverQuota);

        var (message, next) = await ReceivedMessage.TakeAsync(command.New, session, cancellationToken);
        if (next is not null)
            throw new ImapSyntaxException("One message replaces one");
        var change = new ReplaceMessage(mailbox.Id, old, MailboxTarget.Named(command.Mailbox), message);
        var result = await session.CommitAsync(change, cancellationToken);
        if (result.Refusal is { } refusal)
            return Completion.NoTarget(refusal);
        if (result.Events is not [{ Event: MessagesAppended appended } logged, ..])
            throw new InvalidOperationException("A replacement that was not refused begins with an append.");
        session.Output.Write("* OK ["u8).Text(ResponseCode.AppendUid(appended.Mailbox, logged).Text).Write("] Replaced\r\n"u8);
        return Completion.Ok("Done");
    }

    /// <summary>The message to be replaced, as far as the client can know; null: there is none.</summary>
    /// <exception cref="ImapSyntaxException">The sequence number is above the number of messages (RFC 9051 §9, <c>seq-number</c>).</exception>
    private Uid? Find(MailboxState view)
    {
        if (Old.IsLargest)
            return view.Count > 0 ? view[view.Count - 1].Uid : null;
        if (ByUid)
            return view.Contains(new Uid(Old.Number)) ? new Uid(Old.Number) : null;
        return Old.Number <= view.Count
            ? view[(int)Old.Number - 1].Uid
            : throw new ImapSyntaxException("There is no message of that number");
    }

    private static Replace Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var old = reader.SequenceBound();
        reader.Space();
        var mailbox = reader.Mailbox();
        return new Replace(old, byUid, mailbox, AppendOptions.Parse(ref reader));
    }
}
