using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Opens a mailbox (SELECT, RFC 9051 §6.3.2), or opens it to look only (EXAMINE, RFC 9051 §6.3.3). The mailbox open before is closed, even if this fails.
/// <code>
/// C: A1 SELECT INBOX
/// S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
/// S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags that are kept
/// S: * 172 EXISTS
/// S: * 0 RECENT
/// S: * OK [UNSEEN 12] The first unseen message
/// S: * OK [UIDVALIDITY 3857529045] UIDs are valid
/// S: * OK [UIDNEXT 4392] The next UID at the earliest
/// S: * OK [HIGHESTMODSEQ 715194045007] The last change
/// S: * OK [MAILBOXID (F38505)] For as long as it lives
/// S: A1 OK [READ-WRITE] Open
/// </code>
/// A client of IMAP4rev2 gets a LIST response in place of RECENT and UNSEEN, which names the mailbox as the server writes it.
/// </summary>
/// <param name="Condstore">The client will use MODSEQ (RFC 7162 §3.1.8).</param>
/// <param name="Known">What the client knows of the mailbox, to be told what is new (RFC 7162 §3.2.5); null: nothing, or it does not say.</param>
internal sealed record Select(string Mailbox, bool ReadOnly, bool Condstore, Resynchronization? Known)
{
    public static Select Parse(ref ImapReader reader) => Parse(ref reader, readOnly: false);

    public static Select ParseExamine(ref ImapReader reader) => Parse(ref reader, readOnly: true);

    public static async ValueTask<Completion> ExecuteAsync(Select command, ImapSession session, CancellationToken cancellationToken)
    {
        if (command.Known is not null && !session.Has(Extensions.Qresync))
            return Completion.Bad("Enable QRESYNC first");
        if (session.Mailbox is not null)
            session.Output.Write("* OK [CLOSED] What follows is about the next mailbox\r\n"u8);
        session.Unselect();
        if (command.Condstore)
            session.Enable(Extensions.Condstore);
        var account = await session.ReadAsync(StateDepth.Messages, cancellationToken);
        if (account.Directory.Find(command.Mailbox) is not { } mailbox)
            return Completion.No(Refusal.NoSuchMailbox);

        var messages = account.Messages(mailbox.Id);
        var selected = new SelectedMailbox(mailbox, messages, command.ReadOnly);
        session.Open(selected);
        selected.WriteFlagNames(session.Output);
        selected.WriteExists(session.Output);
        var isRev2 = session.Has(Extensions.Imap4Rev2);
        if (!isRev2)
            WriteRecentAndUnseen(messages, session);
        session.Output.Write("* OK [UIDVALIDITY "u8).Number(mailbox.UidValidity).Write("] UIDs are valid\r\n"u8);
        session.Output.Write("* OK [UIDNEXT "u8).Number(mailbox.UidNext).Write("] The next UID at the earliest\r\n"u8);
        session.WriteHighestModSeq(mailbox.HighestModSeq);
        session.Output.Write("* OK [MAILBOXID ("u8).MailboxId(mailbox.Id).Write(")] For as long as it lives\r\n"u8);
        if (isRev2)
            session.Output.Write("* LIST () \"/\" "u8).Mailbox(mailbox.Name).EndLine();
        if (command.Known is { } known)
            await known.WriteAsync(session, cancellationToken);
        return Completion.Ok("Open", command.ReadOnly ? ResponseCode.ReadOnly : ResponseCode.ReadWrite);
    }

    private static Select Parse(ref ImapReader reader, bool readOnly)
    {
        reader.Space();
        var select = new Select(reader.Mailbox(), readOnly, Condstore: false, Known: null);
        if (!reader.TrySpace())
            return select;
        reader.Open();
        do select = select.With(ref reader);
        while (reader.TrySpace());
        reader.Close();
        return select;
    }

    /// <summary>One of the parameters (RFC 4466 §2.1).</summary>
    private Select With(ref ImapReader reader)
    {
        if (reader.TryWord("CONDSTORE"u8))
            return this with { Condstore = true };
        if (Known is not null || !reader.TryWord("QRESYNC"u8))
            throw new ImapSyntaxException("There is no such parameter, or it came before");
        reader.Space();
        return this with { Known = Resynchronization.Parse(ref reader) };
    }

    /// <summary>
    /// What IMAP4rev2 has dropped: RECENT (RFC 3501 §7.3.2; no message is ever recent here), and the code that some clients go to first, which is a
    /// sequence number.
    /// </summary>
    private static void WriteRecentAndUnseen(MailboxState messages, ImapSession session)
    {
        session.Output.Write("* 0 RECENT\r\n"u8);
        if (!session.Has(Extensions.UidOnly) && FirstUnseen(messages) is { } unseen)
            session.Output.Write("* OK [UNSEEN "u8).Number(unseen).Write("] The first unseen message\r\n"u8);
    }

    private static int? FirstUnseen(MailboxState messages)
    {
        var number = 1;
        foreach (var stretch in messages.Stretches)
        foreach (ref readonly var message in stretch.Span)
        {
            if ((message.Flags & MessageFlags.Seen) == 0)
                return number;
            number++;
        }
        return null;
    }
}
