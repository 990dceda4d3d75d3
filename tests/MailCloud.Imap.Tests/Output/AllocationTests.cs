using MailCloud.Imap.Output;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Output;

/// <summary>Rows are the hot path: what they allocate, a hundred thousand messages allocate a hundred thousand times.</summary>
public class AllocationTests
{
    private const int Rows = 10_000;

    [Fact]
    public void A_row_with_flags_allocates_nothing()
    {
        var connection = new NullConnection();
        var output = new ImapWriter(connection);
        var mailbox = new SelectedMailbox(
            new MailboxEntry(new MailboxId(1), "INBOX", MailboxRole.Inbox, Subscribed: true, default, default, default),
            MailboxState.Empty,
            readOnly: false
        );
        var message = new MessageRecord
        {
            Uid = new Uid(4_000_000_000),
            Flags = MessageFlags.Seen | MessageFlags.Answered | MessageFlags.Draft,
            Keywords = 0,
            ModSeq = new ModSeq(1),
            EmailId = default,
            ThreadId = default,
            Content = default,
            InternalDateSeconds = 0,
            SaveDateSeconds = 0,
            Summary = null!,
        };
        WriteRows(output, mailbox, message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        WriteRows(output, mailbox, message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    [Fact]
    public void Strings_and_dates_allocate_nothing()
    {
        var output = new ImapWriter(new NullConnection());
        WriteStrings(output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        WriteStrings(output);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    private static void WriteRows(ImapWriter output, SelectedMailbox mailbox, in MessageRecord message)
    {
        for (var number = 1; number <= Rows; number++)
            mailbox.WriteFlags(number, message, output);
    }

    private static void WriteStrings(ImapWriter output)
    {
        for (var number = 1; number <= Rows; number++)
            output.String("a \"quoted\" subject").String("Grüße").NString(null).Mailbox("INBOX").DateTime(DateTimeOffset.UnixEpoch);
    }
}
