using System.Text;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Tests.Mbox;

public sealed class MboxExportTests
{
    private static readonly DateTimeOffset Date = new(2020, 3, 5, 12, 30, 33, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("Return-Path: <bob@example.net>\r\nFrom: alice@example.org\r\n\r\nHello\r\n", "bob@example.net")]
    [InlineData("Return-Path: <>\r\nFrom: alice@example.org\r\n\r\nHello\r\n", "MAILER-DAEMON")]
    [InlineData("Return-Path: <\"a b\"@example.net>\r\n\r\nHello\r\n", "MAILER-DAEMON")]
    [InlineData("From: Alice <alice@example.org>\r\n\r\nHello\r\n", "alice@example.org")]
    [InlineData("Hello\r\n", "MAILER-DAEMON")]
    public async Task The_line_in_front_names_sender_and_date_in_utc(string message, string sender)
    {
        var mbox = await ExportAsync(message, MessageFlags.None);
        Assert.StartsWith($"From {sender} Thu Mar  5 10:30:33 2020\n", mbox, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_come_first_and_lines_like_the_one_in_front_are_quoted()
    {
        var mbox = await ExportAsync("Subject: one\r\n\r\nFrom me\r\n>From you\r\nlast", MessageFlags.Seen | MessageFlags.Flagged);
        Assert.Equal(
            "From MAILER-DAEMON Thu Mar  5 10:30:33 2020\nStatus: RO\nX-Status: F\nX-Keywords: $Forwarded\n"
                + "Subject: one\n\n>From me\n>>From you\nlast\n\n",
            mbox
        );
    }

    private static async Task<string> ExportAsync(string message, MessageFlags flags)
    {
        var world = await MboxWorld.CreateAsync();
        await world.AppendAsync("Archive", Encoding.Latin1.GetBytes(message), flags, ["$Forwarded"], Date);
        return Encoding.Latin1.GetString(await world.ExportAsync("Archive"));
    }
}
