using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// Tells numbers of a mailbox without opening it (RFC 9051 §6.3.11). All of them are in the directory: however large the mailbox is, none of its messages
/// is looked at.
/// <code>
/// C: A1 STATUS Sent (MESSAGES UIDNEXT SIZE)
/// S: * STATUS "Sent" (MESSAGES 231 UIDNEXT 44292 SIZE 8021993)
/// S: A1 OK Done
/// </code>
/// </summary>
internal sealed record Status(string Mailbox, ImmutableArray<StatusItem> Items)
{
    public static Status Parse(ref ImapReader reader)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        reader.Space();
        return new Status(mailbox, reader.List(StatusItem.Read));
    }

    public static async ValueTask<Completion> ExecuteAsync(Status command, ImapSession session, CancellationToken cancellationToken)
    {
        var account = await session.ReadAsync(StateDepth.Directory, cancellationToken);
        if (account.Directory.Find(command.Mailbox) is not { } mailbox)
            return Completion.No(Refusal.NoSuchMailbox);
        TurnOn(command.Items, session);
        Write(mailbox, command.Items, session);
        return Completion.Ok("Done");
    }

    /// <summary>Turns on what the items need. To be called before the first response, since it may write one of its own.</summary>
    public static void TurnOn(ImmutableArray<StatusItem> items, ImapSession session)
    {
        foreach (var item in items)
            session.Enable(item.TurnsOn);
    }

    /// <summary>The STATUS response, here and in LIST (RFC 5819 §2).</summary>
    public static void Write(MailboxEntry mailbox, ImmutableArray<StatusItem> items, ImapSession session)
    {
        session.Output.Write("* STATUS "u8).Mailbox(mailbox.Name).Write(" ("u8);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                session.Output.Write(" "u8);
            session.Output.Write(items[i].Name.Span).Write(" "u8);
            items[i].WriteValue(mailbox, session);
        }
        session.Output.Write(")\r\n"u8);
    }
}

/// <summary>A <c>status-att</c> and how its value is written.</summary>
/// <param name="TurnsOn">What a client that asks for it turns on.</param>
internal sealed record StatusItem(
    ReadOnlyMemory<byte> Name,
    Action<MailboxEntry, ImapSession> WriteValue,
    Extensions TurnsOn = Extensions.None
)
{
    private static readonly ImmutableArray<StatusItem> Known =
    [
        Number("MESSAGES"u8, static (mailbox, _) => (ulong)mailbox.Tally.Messages),
        Number("UIDNEXT"u8, static (mailbox, _) => mailbox.UidNext),
        Number("UIDVALIDITY"u8, static (mailbox, _) => mailbox.UidValidity),
        Number("UNSEEN"u8, static (mailbox, _) => (ulong)mailbox.Tally.Unseen),
        Number("DELETED"u8, static (mailbox, _) => (ulong)mailbox.Tally.Deleted),
        // RFC 9208 §4.1.4: what EXPUNGE would give back.
        Number("DELETED-STORAGE"u8, static (mailbox, _) => (ulong)mailbox.Tally.DeletedBytes),
        // RFC 8438 §3.
        Number("SIZE"u8, static (mailbox, _) => (ulong)mailbox.Tally.Bytes),
        // RFC 7889 §3.2.
        Number("APPENDLIMIT"u8, static (_, session) => (ulong)session.Server.Options.AppendLimit),
        // RFC 3501 §6.3.10; no message is ever recent here.
        Number("RECENT"u8, static (_, _) => 0),
        // RFC 7162 §3.1.7: who asks for it knows what it is for.
        Number("HIGHESTMODSEQ"u8, static (mailbox, _) => mailbox.HighestModSeq.Value) with
        {
            TurnsOn = Extensions.Condstore,
        },
        // RFC 8474 §4.3.
        new("MAILBOXID"u8.ToArray(), static (mailbox, session) => session.Output.Write("("u8).MailboxId(mailbox.Id).Write(")"u8)),
    ];

    /// <summary>The items of these names.</summary>
    public static IEnumerable<StatusItem> Named(params IEnumerable<string> names) =>
        names.Select(name => Known.Single(item => Ascii.Equals(item.Name.Span, name)));

    public static StatusItem Read(ref ImapReader reader)
    {
        var wanted = reader.Atom();
        foreach (var item in Known)
            if (Ascii.EqualsIgnoreCase(wanted, item.Name.Span))
                return item;
        throw new ImapSyntaxException("There is no such status item");
    }

    private static StatusItem Number(ReadOnlySpan<byte> name, Func<MailboxEntry, ImapSession, ulong> valueOf) =>
        new(name.ToArray(), (mailbox, session) => session.Output.Number(valueOf(mailbox, session)));
}
