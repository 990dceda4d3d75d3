using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Notifications;
using MailCloud.Outbound.Tests.Queue;
using MailCloud.Testing;
using MimeKit;

namespace MailCloud.Outbound.Tests.Notifications;

/// <summary>What senders are told, and when (RFC 3461, RFC 3464).</summary>
public class ReportTests
{
    private static readonly Address Bob = new("bob", "a.example");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(NotifyOn.Unspecified, true)]
    [InlineData(NotifyOn.Failure, true)]
    [InlineData(NotifyOn.Never, false)]
    [InlineData(NotifyOn.Success | NotifyOn.Delay, false)]
    public async Task A_failure_is_told_to_who_wants_to_know(NotifyOn notify, bool isTold)
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.NoSuchUser);

        await room.SendAsync(new EnvelopeRecipient(Bob) { Notify = notify });
        await room.RunAsync();

        Assert.Equal(isTold ? 1 : 0, room.Spool.Messages.Count);
        Assert.NotNull((await room.GroupsAsync())[0].Done);
    }

    [Theory]
    [InlineData(NotifyOn.Unspecified, true)]
    [InlineData(NotifyOn.Delay, true)]
    [InlineData(NotifyOn.Failure, false)]
    public async Task A_delay_is_told_once(NotifyOn notify, bool isTold)
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.TryLater);

        await room.SendAsync(new EnvelopeRecipient(Bob) { Notify = notify });
        // Two days of attempts.
        await room.RunAsync(most: 20);

        Assert.Equal(isTold ? ["Your message is delayed"] : [], room.SentReports.Select(report => report.Subject));
    }

    [Theory]
    [InlineData(NotifyOn.Unspecified, false, false)]
    [InlineData(NotifyOn.Success, false, true)]
    [InlineData(NotifyOn.Success, true, false)]
    public async Task Success_is_told_where_the_other_server_does_not(NotifyOn notify, bool isReportedOnward, bool isTold)
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.Accepted with { IsReportedOnward = isReportedOnward });

        await room.SendAsync(new EnvelopeRecipient(Bob) { Notify = notify });
        await room.RunAsync();

        if (!isTold)
        {
            Assert.Empty(room.Spool.Messages);
            return;
        }
        var (_, fields, returned) = Parts(Assert.Single(room.SentReports));
        Assert.Equal("relayed", fields[1]["Action"]);
        Assert.Equal("text/rfc822-headers", returned!.ContentType.MimeType);
    }

    [Fact]
    public async Task A_message_without_a_sender_is_never_answered()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.NoSuchUser);
        var message = await room.AcceptAsync(new EnvelopeRecipient(Bob) { Notify = NotifyOn.Failure });

        await room.Queue.SendAsync(message with { Envelope = message.Envelope with { ReversePath = null } }, Cancel);
        await room.RunAsync();

        Assert.Empty(room.Spool.Messages);
        Assert.NotNull((await room.GroupsAsync())[0].Done);
    }

    [Fact]
    public async Task A_report_says_all_that_is_known()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.NoSuchUser);
        var message = await room.AcceptAsync(
            new EnvelopeRecipient(Bob) { OriginalRecipient = new OriginalRecipient("rfc822", "info+x@home.example") }
        );

        await room.Queue.SendAsync(message with { Envelope = message.Envelope with { EnvelopeId = "QQ 31+4" } }, Cancel);
        await room.RunAsync();

        var report = Assert.Single(room.SentReports);
        Assert.Equal("<>", report.Headers["Return-Path"]);
        Assert.Equal("auto-replied", report.Headers["Auto-Submitted"]);
        Assert.Equal("one@home.example", report.InReplyTo);
        Assert.Equal("alice@home.example", report.To.Mailboxes.Single().Address);
        Assert.Equal("mailer-daemon@mail.home.example", report.From.Mailboxes.Single().Address);
        var (text, fields, returned) = Parts(report);
        Assert.Contains("bob@a.example", text, StringComparison.Ordinal);
        Assert.Contains("mx.example.net said: 5.1.1 No such user", text, StringComparison.Ordinal);
        Assert.Equal("dns; mail.home.example", fields[0]["Reporting-MTA"]);
        Assert.Equal("QQ 31+4", fields[0]["Original-Envelope-Id"]);
        Assert.Equal("Mon, 02 Mar 2026 12:00:00 +0000", fields[0]["Arrival-Date"]);
        Assert.Equal("rfc822; info+x@home.example", fields[1]["Original-Recipient"]);
        Assert.Equal("rfc822; bob@a.example", fields[1]["Final-Recipient"]);
        Assert.Equal("failed", fields[1]["Action"]);
        Assert.Equal("5.1.1", fields[1]["Status"]);
        Assert.Equal("dns; mx.example.net", fields[1]["Remote-MTA"]);
        Assert.Equal("smtp; 550 5.1.1 No such user", fields[1]["Diagnostic-Code"]);
        Assert.Equal("hello", Assert.IsType<MessagePart>(returned).Message!.Subject);
        Assert.DoesNotContain("Return-Path: <x@y>", Assert.Single(room.Spool.Messages).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<>")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("<<x")]
    [InlineData("<a b@c> trailing")]
    public async Task An_identifier_that_is_none_stops_no_report(string messageId)
    {
        var (store, spool) = (new MemoryMailStore(TimeProvider.System), new MemorySpool());
        var content = await StoreAsync(store, $"Message-ID: {messageId}\r\nSubject: hello\r\n\r\nx\r\n");
        Assert.NotNull(await ReportAsync(store, spool, content, ReturnContent.Full, Bob, "No such user"));
    }

    [Fact]
    public async Task What_must_not_travel_in_the_clear_does_not_come_back_so()
    {
        var room = new QueueRoom();
        room.Transport.Answer("bob@a.example", MemoryTransport.NoSuchUser);
        var message = await room.AcceptAsync(new EnvelopeRecipient(Bob));

        await room.Queue.SendAsync(message with { Envelope = message.Envelope with { RequireTls = true } }, Cancel);
        await room.RunAsync();

        Assert.True(Assert.Single(room.Spool.Messages).Envelope.RequireTls);
        Assert.Equal("text/rfc822-headers", Parts(Assert.Single(room.SentReports)).Item3!.ContentType.MimeType);
    }

    [Theory]
    [InlineData(ReturnContent.Unspecified, 100, true)]
    [InlineData(ReturnContent.Full, 100, true)]
    [InlineData(ReturnContent.Headers, 100, false)]
    [InlineData(ReturnContent.Full, 200_000, false)]
    public async Task What_comes_back_is_what_was_asked_for_within_reason(ReturnContent wanted, int octets, bool isFull)
    {
        var (store, spool) = (new MemoryMailStore(TimeProvider.System), new MemorySpool());
        var content = await StoreAsync(store, $"Subject: hello\r\n\r\n{new string('x', octets)}\r\n");

        var report = await ReportAsync(store, spool, content, wanted, Bob, "No such user");

        var (_, _, returned) = Parts(report);
        Assert.Equal(isFull ? "message/rfc822" : "text/rfc822-headers", returned!.ContentType.MimeType);
    }

    [Fact]
    public async Task Octets_that_come_back_are_those_that_came()
    {
        var (store, spool) = (new MemoryMailStore(TimeProvider.System), new MemorySpool());
        const string Original = "Subject: hello\r\nX-Odd:  two  spaces\r\n\r\n\u00E9 .\r\n.\r\n";
        var content = await StoreAsync(store, Original);

        await ReportAsync(store, spool, content, ReturnContent.Full, Bob, "No such user");

        Assert.Contains(Original, Assert.Single(spool.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_other_servers_stay_within_their_field()
    {
        var (store, spool) = (new MemoryMailStore(TimeProvider.System), new MemorySpool());
        var content = await StoreAsync(store, "Subject: hello\r\n\r\n");

        var report = await ReportAsync(
            store,
            spool,
            content,
            ReturnContent.Full,
            new Address("jürgen", "bücher.example"),
            "No\r\nAction: delivered\u0001 ü"
        );

        var (_, fields, _) = Parts(report);
        Assert.Equal(@"utf-8; j\x{FC}rgen@b\x{FC}cher.example", fields[1]["Final-Recipient"]);
        Assert.Equal("failed", Assert.Single(fields[1], field => field.Field is "Action").Value);
        Assert.Equal(@"smtp; 550 5.1.1 No  Action: delivered  \x{FC}", fields[1]["Diagnostic-Code"]);
    }

    [Fact]
    public async Task Success_here_is_told_as_delivered_or_expanded()
    {
        var room = new QueueRoom();
        var (here, team) = (new Address("ann", "home.example"), new Address("team", "home.example"));
        var message = await room.AcceptAsync(here, team);

        await room.Queue.ReportAsync(
            message,
            [
                new LocalOutcome(new EnvelopeRecipient(here) { Notify = NotifyOn.Success }, IsExpanded: false),
                new LocalOutcome(new EnvelopeRecipient(team) { Notify = NotifyOn.Success }, IsExpanded: true),
            ],
            Cancel
        );

        var (_, fields, _) = Parts(Assert.Single(room.SentReports));
        Assert.Equal(["delivered", "expanded"], fields.Skip(1).Take(2).Select(recipient => recipient["Action"]));
    }

    [Fact]
    public async Task A_full_mailbox_here_is_told_apart_from_success()
    {
        var room = new QueueRoom();
        var (here, full) = (new Address("ann", "home.example"), new Address("bob", "home.example"));
        var message = await room.AcceptAsync(here, full);

        await room.Queue.ReportAsync(
            message,
            [
                new LocalOutcome(new EnvelopeRecipient(here) { Notify = NotifyOn.Success }, IsExpanded: false),
                new LocalOutcome(full, IsExpanded: false) { IsFull = true },
            ],
            Cancel
        );

        Assert.Equal(2, room.SentReports.Count());
        var (text, fields, _) = Parts(room.SentReports.Single(report => report.Subject == "Your message could not be delivered"));
        Assert.Equal("failed", fields[1]["Action"]);
        Assert.Equal("5.2.2", fields[1]["Status"]);
        Assert.Contains("bob@home.example", fields[1]["Final-Recipient"], StringComparison.Ordinal);
        Assert.Contains("the mailbox is full", text, StringComparison.Ordinal);
        Assert.DoesNotContain("other server", text, StringComparison.Ordinal);
    }

    private static async Task<MessageReference> StoreAsync(MemoryMailStore store, string text)
    {
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);
        return await writer.CompleteAsync("Return-Path: <x@y>\r\n"u8.ToArray(), Cancel);
    }

    private static async Task<MimeMessage> ReportAsync(
        MemoryMailStore store,
        MemorySpool spool,
        MessageReference content,
        ReturnContent wanted,
        Address recipient,
        string answer
    )
    {
        var envelope = new SmtpEnvelope(QueueRoom.Sender, [recipient]) { Return = wanted };
        var note = new AttemptNote(DateTimeOffset.UnixEpoch, "5.1.1", answer)
        {
            DiagnosticCode = $"smtp; 550 5.1.1 {answer}",
            RemoteHost = "mx.a.example",
        };
        var report = new DeliveryReport(
            new SpooledMessage(content, envelope, 0),
            [new ReportedRecipient(recipient, ReportAction.Failed, note)]
        );
        var sender = new ReportSender(
            store,
            spool,
            new ReportWriter("mail.home.example", TimeProvider.System),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ReportSender>.Instance
        );
        await sender.SendAsync(report, Cancel);
        return await MimeMessage.LoadAsync(new MemoryStream(Assert.Single(spool.Messages).Content), Cancel);
    }

    private static (string Text, HeaderListCollection Fields, MimeEntity? Returned) Parts(MimeMessage report)
    {
        var parts = Assert.IsType<MultipartReport>(report.Body);
        Assert.Equal("delivery-status", parts.ReportType);
        return (
            Assert.IsType<TextPart>(parts[0]).Text,
            Assert.IsType<MessageDeliveryStatus>(parts[1]).StatusGroups,
            parts.Count > 2 ? parts[2] : null
        );
    }
}
