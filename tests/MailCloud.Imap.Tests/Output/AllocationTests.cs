using MailCloud.Imap.Output;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Output;

/// <summary>Rows are the hot path: what they allocate, a hundred thousand messages allocate a hundred thousand times.</summary>
public class AllocationTests
{
    private const int Rows = 10_000;

    [Fact]
    public void Strings_and_dates_allocate_nothing()
    {
        var output = new ImapWriter(new NullConnection());
        WriteStrings(output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        WriteStrings(output);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    private static void WriteStrings(ImapWriter output)
    {
        for (var number = 1; number <= Rows; number++)
            output.String("a \"quoted\" subject").String("Grüße").Nil().Mailbox("INBOX").DateTime(DateTimeOffset.UnixEpoch);
    }
}
