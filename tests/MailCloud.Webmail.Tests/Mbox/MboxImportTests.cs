using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Webmail.Mbox;

namespace MailCloud.Webmail.Tests.Mbox;

public sealed class MboxImportTests
{
    private const string Begin = "From alice@example.org Thu Mar  5 10:30:33 2020\n";

    [Fact]
    public async Task The_date_of_the_line_is_utc_and_the_line_ends_become_crlf()
    {
        var message = Assert.Single(await ImportAsync(Begin + "Subject: one\n\nHello\n\n"));
        Assert.Equal("Subject: one\r\n\r\nHello\r\n", message.Text);
        Assert.Equal(new DateTimeOffset(2020, 3, 5, 10, 30, 33, TimeSpan.Zero), message.Date);
    }

    [Theory]
    [InlineData("From 1234@xxx Thu Mar 05 12:30:33 +0200 2020")]
    [InlineData("From alice Thu Mar  5 10:30:33 UTC 2020")]
    [InlineData("From - Thu Mar 05 10:30:33 2020")]
    [InlineData("From alice Thu Mar  5 05:30:33 2020 -0500")]
    [InlineData("From alice at example.org  Thu Mar  5 10:30:33 2020")]
    public async Task Dates_of_other_programs_are_understood(string line)
    {
        var message = Assert.Single(await ImportAsync(line + "\nSubject: one\n\nHello\n"));
        Assert.Equal(new DateTimeOffset(2020, 3, 5, 10, 30, 33, TimeSpan.Zero), message.Date);
    }

    [Fact]
    public async Task A_line_without_a_date_leaves_it_to_the_message()
    {
        var message = Assert.Single(await ImportAsync("From alice\nDate: Mon, 7 Feb 1994 21:52:25 -0800\n\nHello\n"));
        Assert.Equal(new DateTimeOffset(1994, 2, 8, 5, 52, 25, TimeSpan.Zero), message.Date);
    }

    [Theory]
    [InlineData("no blank line before it", "Subject: one\n\nHello\n" + Begin + "Subject: two\n\nBye\n", 2)]
    [InlineData("no date in it", "Subject: one\n\nHello\n\nFrom alice\nSubject: two\n\nBye\n", 2)]
    [InlineData("no field behind it", "Subject: one\n\nHello\n\n" + Begin + "\nBye\n", 2)]
    [InlineData("a sentence", "Subject: one\n\nHello\n\nFrom here on we walk.\nBye\n", 1)]
    [InlineData("a sentence before a field", "Subject: one\n\nHello\nFrom here on we walk.\nSubject: x\n", 1)]
    [InlineData("quoted in a message", "Subject: one\n\nHello\n" + Begin + "was in front of it\n", 1)]
    [InlineData("a sentence at the end", "Subject: one\n\nHello\n\nFrom me", 1)]
    public async Task Two_of_three_signs_begin_a_message(string why, string rest, int messages)
    {
        var imported = await ImportAsync(Begin + rest);
        Assert.True(imported.Count == messages, why);
        // Nothing is lost: with one message, all lines of it are there.
        if (messages == 1)
            Assert.Equal(rest.ReplaceLineEndings("\r\n") + (rest.EndsWith('\n') ? "" : "\r\n"), imported[0].Text);
    }

    [Fact]
    public async Task Crlf_files_and_quoted_lines_are_read()
    {
        var mbox = (Begin + "Subject: one\n\n>From me\n>>From you\n>Fromage\n\n" + Begin + "Subject: two\n\n\n\n").ReplaceLineEndings(
            "\r\n"
        );
        var messages = await ImportAsync(mbox);
        Assert.Equal("Subject: one\r\n\r\nFrom me\r\n>From you\r\n>Fromage\r\n", messages[0].Text);
        Assert.Equal("Subject: two\r\n\r\n\r\n", messages[1].Text);
    }

    [Theory]
    [InlineData(
        "Status: RO\nX-Status: AF\nX-Keywords: red $Forwarded",
        MessageFlags.Seen | MessageFlags.Answered | MessageFlags.Flagged,
        "$Forwarded red"
    )]
    [InlineData("Status: O\nX-Status: \nX-Keywords: \nX-Status: D", MessageFlags.None, "")]
    [InlineData("Subject: x\nStatus: R\nX-Status: T", MessageFlags.Seen | MessageFlags.Draft, "")]
    [InlineData(
        "X-Mozilla-Status: 0007\nX-Mozilla-Status2: 00000000",
        MessageFlags.Seen | MessageFlags.Answered | MessageFlags.Flagged,
        ""
    )]
    [InlineData("X-GM-THRID: 1\nX-Gmail-Labels: Inbox,\n Starred,Opened", MessageFlags.Seen | MessageFlags.Flagged, "")]
    [InlineData("X-Gmail-Labels: Inbox,Unread", MessageFlags.None, "")]
    [InlineData("X-Keywords: a(b \\Seen ok", MessageFlags.None, "ok")]
    public async Task Flags_are_read(string fields, MessageFlags flags, string keywords)
    {
        var message = Assert.Single(await ImportAsync(Begin + fields + "\nSubject: one\n\nHello\n"));
        Assert.Equal(flags, message.Flags);
        Assert.Equal(keywords, message.Keywords);
    }

    [Fact]
    public async Task Messages_that_cannot_be_had_do_not_stop_the_rest()
    {
        var world = await MboxWorld.CreateAsync();
        var large = new string('x', 1023) + "\n";
        var mbox =
            Begin
            + "\n"
            + Begin
            + "X-Mozilla-Status: 0009\nSubject: deleted\n\nx\n\n"
            + Begin
            + "Subject: large\n\n"
            + string.Concat(Enumerable.Repeat(large, 52_000))
            + "\n"
            + Begin
            + "\0\0\xff not a header at all\n\n"
            + Begin
            + "Subject: last\n\nx\n\n";
        var result = await world.ImportAsync("INBOX", mbox);
        Assert.Equal((2, 3), (result.Imported, result.Skipped));
        Assert.Equal(
            [(1, ImportFailure.Empty), (2, ImportFailure.Expunged), (3, ImportFailure.TooLarge)],
            result.Errors.Select(error => (error.Message, error.Reason))
        );
        Assert.EndsWith("last\r\n\r\nx\r\n", (await world.MessagesAsync("INBOX"))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_a_message_is_imported_and_one_that_is_none_is_not()
    {
        Assert.Equal("Subject: one\r\n\r\nHello\r\n", Assert.Single(await ImportAsync("Subject: one\n\nHello\n")).Text);
        var world = await MboxWorld.CreateAsync();
        var result = await world.ImportAsync("INBOX", "PK\x03\x04 zip and no mail\n\nFrom here on it goes\n");
        Assert.Equal(0, result.Imported);
        Assert.Equal(ImportFailure.NoMessage, Assert.Single(result.Errors).Reason);
    }

    [Fact]
    public async Task What_finds_no_room_is_told()
    {
        var world = await MboxWorld.CreateAsync(store => new QuotaMailStore(store, QuotaPolicy.None));
        await world.LimitAsync(messages: 40);
        var mbox = string.Concat(Enumerable.Range(0, 100).Select(i => Begin + $"Subject: {i}\n\nHello\n\n"));
        var result = await world.ImportAsync("INBOX", mbox);
        Assert.Equal((40, 60), (result.Imported, result.Skipped));
        Assert.Equal((41, ImportFailure.OverQuota), (result.Errors[0].Message, result.Errors[0].Reason));
    }

    [Fact]
    public async Task More_keywords_than_a_mailbox_holds_cost_no_message()
    {
        var world = await MboxWorld.CreateAsync();
        var mbox = string.Concat(Enumerable.Range(0, 100).Select(i => Begin + $"X-Keywords: k{i}\nSubject: {i}\n\nHello\n\n"));
        Assert.Equal(100, (await world.ImportAsync("INBOX", mbox)).Imported);
        Assert.Equal(64, (await world.MessagesAsync("INBOX")).Count(message => message.Keywords.Length > 0));
    }

    [Fact]
    public async Task A_file_of_old_mail_may_come_in_as_read()
    {
        var world = await MboxWorld.CreateAsync();
        await world.ImportAsync("INBOX", Begin + "Subject: one\n\nHello\n", MessageFlags.Seen);
        Assert.Equal(MessageFlags.Seen, Assert.Single(await world.MessagesAsync("INBOX")).Flags);
    }

    [Fact]
    public async Task A_file_that_breaks_off_fails()
    {
        var world = await MboxWorld.CreateAsync();
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(Begin + "Subject: one\n\nHel"), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync(new IOException("The client has gone."));
        await Assert.ThrowsAsync<IOException>(() => world.ImportAsync("INBOX", pipe.Reader));
        Assert.Empty(await world.MessagesAsync("INBOX"));
    }

    private static async Task<IReadOnlyList<StoredMessage>> ImportAsync(string mbox)
    {
        var world = await MboxWorld.CreateAsync();
        await world.ImportAsync("INBOX", mbox);
        return await world.MessagesAsync("INBOX");
    }
}
