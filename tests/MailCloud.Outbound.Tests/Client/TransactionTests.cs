using MailCloud.Mail.Delivery;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Tests.Scripts;

namespace MailCloud.Outbound.Tests.Client;

/// <summary>What is said to a server, and what its replies mean.</summary>
public class TransactionTests
{
    private const string Hello = """
        S: 220 mx.example.org ESMTP
        C: EHLO mail.example.com
        S: 250-mx.example.org
        """;

    private const string Plain = Hello + "\nS: 250 HELP\n";

    [Fact]
    public async Task A_message_is_delivered()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Plain
                + """
                C: MAIL FROM:<alice@example.com>
                S: 250 2.1.0 Ok
                C: RCPT TO:<bob@example.org>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250-2.0.0 Queued
                S: 250 2.0.0 as 12345
                """
        );
        var attempt = await outpost.SendAsync("bob@example.org");
        Assert.Equal(DeliveryResult.Delivered, attempt.Result);
        Assert.Equal((250, "2.0.0", "Queued as 12345"), (attempt.ReplyCode, attempt.Status, attempt.Text));
        Assert.Equal("mx.example.org", attempt.RemoteHost);
        Assert.False(attempt.IsReportedOnward);
        Assert.Equal(Letters.Text, Assert.Single(outpost.Servers.Contents));
    }

    [Fact]
    public async Task Everything_the_server_offers_is_used()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Hello
                + """

                S: 250-PIPELINING
                S: 250-SIZE 1000000
                S: 250-8BITMIME
                S: 250-SMTPUTF8
                S: 250 DSN
                C: MAIL FROM:<alice@example.com> SIZE=23 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+2B1
                C: RCPT TO:<bob@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bx@example.org
                C: RCPT TO:<carol@example.org> NOTIFY=NEVER
                S: 250 2.1.0 Ok
                S: 250 2.1.5 Ok
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250 2.0.0 Ok
                """
        );
        var message = Letters.Message(
            "Subject: \u00C3\u00A9\r\n\r\nHello.\r\n",
            envelope => envelope with { IsInternational = true, EnvelopeId = "id+1", Return = ReturnContent.Headers }
        );

        var outcomes = await outpost.SendAsync(
            message,
            Letters.To("bob@example.org") with
            {
                Notify = NotifyOn.Success | NotifyOn.Delay,
                OriginalRecipient = new OriginalRecipient("rfc822", "b+x@example.org"),
            },
            Letters.To("carol@example.org") with
            {
                Notify = NotifyOn.Never,
            }
        );
        Assert.All(outcomes, outcome => Assert.True(outcome.Attempt is { Result: DeliveryResult.Delivered, IsReportedOnward: true }));
        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public async Task What_the_server_does_not_offer_is_not_said()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            """
            S: 220 old.example.org
            C: EHLO mail.example.com
            S: 500 What?
            C: HELO mail.example.com
            S: 250 old.example.org
            C: MAIL FROM:<>
            S: 250 Ok
            C: RCPT TO:<bob@example.org>
            S: 250 Ok
            C: DATA
            S: 354 Go on
            CONTENT
            S: 250 Ok
            """
        );
        var message = Letters.Message(with: envelope =>
            envelope with
            {
                ReversePath = null,
                EnvelopeId = "id",
                Return = ReturnContent.Full,
            }
        );
        var outcome = Assert.Single(await outpost.SendAsync(message, Letters.To("bob@example.org") with { Notify = NotifyOn.Failure }));
        Assert.True(outcome.Attempt is { Result: DeliveryResult.Delivered, Status: "2.0.0", Text: "Ok" });
    }

    [Fact]
    public async Task Each_recipient_has_its_own_answer_and_the_refused_ones_come_first()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Hello
                + """

                S: 250 PIPELINING
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<one@example.org>
                C: RCPT TO:<two@example.org>
                C: RCPT TO:<three@example.org>
                S: 250 Ok
                S: 250 Ok
                S: 550 5.1.1 No such user
                S: 450 4.2.1 Mailbox is busy
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250 2.0.0 Ok
                """
        );
        var outcomes = await outpost.SendAsync(Letters.Message(), Letters.All("one@example.org", "two@example.org", "three@example.org"));
        Assert.Equal(
            ["two@example.org 5.1.1 No such user", "one@example.org 2.0.0 Ok", "three@example.org 4.2.1 Mailbox is busy"],
            outcomes.Select(outcome => $"{outcome.Recipient.Address} {outcome.Attempt.Status} {outcome.Attempt.Text}")
        );
        Assert.Equal("smtp; 550 5.1.1 No such user", outcomes[0].Attempt.DiagnosticCode);
    }

    [Fact]
    public async Task Without_an_accepted_recipient_no_content_is_sent_and_the_connection_is_kept()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Plain
                + """
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<bob@example.org>
                S: 550 5.1.1 No such user
                C: RSET
                S: 250 Ok
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<carol@example.org>
                S: 250 Ok
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250 Ok
                """
        );
        Assert.Equal(DeliveryResult.PermanentFailure, (await outpost.SendAsync("bob@example.org")).Result);
        Assert.Equal(DeliveryResult.Delivered, (await outpost.SendAsync("carol@example.org")).Result);
        Assert.Single(outpost.Servers.Connections);
    }

    [Fact]
    public async Task Recipients_that_are_too_many_go_in_another_transaction()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Plain
                + """
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<one@example.org>
                S: 250 Ok
                C: RCPT TO:<two@example.org>
                S: 452 4.5.3 Too many recipients
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250 First
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<two@example.org>
                S: 250 Ok
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250 Second
                """
        );
        var outcomes = await outpost.SendAsync(Letters.Message(), Letters.All("one@example.org", "two@example.org"));
        Assert.Equal(["First", "Second"], outcomes.Select(outcome => outcome.Attempt.Text));
    }

    [Fact]
    public async Task More_than_a_hundred_recipients_are_several_transactions()
    {
        static string Transaction(IEnumerable<string> recipients) =>
            "C: MAIL FROM:<alice@example.com>\nS: 250 Ok\n"
            + string.Concat(recipients.Select(recipient => $"C: RCPT TO:<{recipient}>\nS: 250 Ok\n"))
            + "C: DATA\nS: 354 Go on\nCONTENT\nS: 250 Ok\n";

        await using var outpost = new Outpost();
        var all = Enumerable.Range(1, 101).Select(number => $"user{number}@example.org").ToArray();
        outpost.Servers.At("192.0.2.3", Plain + Transaction(all[..100]) + Transaction(all[100..]));
        var outcomes = await outpost.SendAsync(Letters.Message(), Letters.All(all));
        Assert.Equal(all, outcomes.Select(outcome => outcome.Recipient.Address.ToString()));
    }

    [Fact]
    public async Task Content_that_cannot_be_read_is_never_ended_with_a_dot()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Plain
                + """
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<bob@example.org>
                S: 250 Ok
                C: DATA
                S: 354 Go on
                C: Subject: half
                """
        );
        var message = Letters.Message() with { Content = new Letters.BrokenContent() };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => outpost.SendAsync("bob@example.org", message));
    }

    [Fact]
    public async Task Dots_are_stuffed_and_every_line_ends_with_crlf()
    {
        await using var outpost = new Outpost();
        outpost.Servers.At(
            "192.0.2.3",
            Plain
                + """
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<bob@example.org>
                S: 250 Ok
                C: DATA
                S: 354 Go on
                CONTENT
                S: 250 Ok
                """
        );
        await outpost.SendAsync("bob@example.org", Letters.Message("A: b\n\n.\n.x\r.\r\n.\r\nend"));
        Assert.Equal("A: b\r\n\r\n..\r\n..x\r\n..\r\n..\r\nend\r\n", Assert.Single(outpost.Servers.Contents));
    }
}
