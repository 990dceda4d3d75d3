using System.Text.Json;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery.Personal;
using MailCloud.Testing;
using MimeKit;

namespace MailCloud.Mail.Tests.Delivery.Personal;

/// <summary>Answers while somebody is away (RFC 3834).</summary>
public sealed class VacationReplyTests
{
    private const string Message = """
        From: sender@elsewhere.test
        To: Ann <ann@example.test>
        Message-ID: <2@elsewhere.test>
        References: <1@elsewhere.test>
        Subject: =?utf-8?q?H=C3=A4user?=

        Text.
        """;

    private readonly PersonalRoom room = new("ann", "bob");

    [Fact]
    public async Task A_person_is_answered()
    {
        await AwayAsync(new VacationResponse { TextBody = "Weg.", HtmlBody = "<p>Weg.</p>" });

        await room.DeliverAsync(Message);

        var sent = Assert.Single(room.Spool.Messages);
        Assert.Null(sent.Envelope.ReversePath);
        Assert.True(sent.Envelope.IsReport);
        Assert.Equal("sender@elsewhere.test", Assert.Single(sent.Envelope.Recipients).Address.ToString());
        Assert.Equal("Return-Path: <>\r\n", sent.Fields);
        using var reply = await MimeMessage.LoadAsync(new MemoryStream(sent.Content), TestContext.Current.CancellationToken);
        Assert.Equal("Auto: Häuser", reply.Subject);
        Assert.Equal("ann@example.test", reply.From.ToString());
        Assert.Equal("auto-replied (vacation)", reply.Headers["Auto-Submitted"]);
        Assert.Equal("2@elsewhere.test", reply.InReplyTo);
        Assert.Equal(["1@elsewhere.test", "2@elsewhere.test"], reply.References);
        Assert.Equal(("Weg.", "<p>Weg.</p>"), (reply.TextBody?.Trim(), reply.HtmlBody?.Trim()));
        Assert.Single(await room.Room.InboxAsync("ann"));
    }

    [Fact]
    public async Task The_subject_is_the_users_if_there_is_one()
    {
        await AwayAsync(new VacationResponse { Subject = "Fort" });

        await room.DeliverAsync(Message);

        using var reply = await MimeMessage.LoadAsync(
            new MemoryStream(Assert.Single(room.Spool.Messages).Content),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("Fort", reply.Subject);
        Assert.Contains("away", reply.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_answered_twice_within_a_week()
    {
        await AwayAsync(new VacationResponse());

        await room.DeliverAsync(Message);
        await room.DeliverAsync(Message, from: "SENDER@Elsewhere.test");
        Assert.Single(room.Spool.Messages);
        await room.DeliverAsync(Message, from: "other@elsewhere.test");
        Assert.Equal(2, room.Spool.Messages.Count);

        room.Time.Advance(TimeSpan.FromDays(7));
        await room.DeliverAsync(Message);
        Assert.Equal(3, room.Spool.Messages.Count);
    }

    [Fact]
    public async Task A_delivery_that_is_run_again_answers_nothing()
    {
        await AwayAsync(new VacationResponse());
        var batch = await room.DeliverAsync(Message);
        room.Time.Advance(TimeSpan.FromDays(8));

        await room.DeliverAsync(batch);

        Assert.Single(room.Spool.Messages);
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-generated")]
    [InlineData("Auto-Submitted: auto-replied (vacation)")]
    [InlineData("Precedence: bulk")]
    [InlineData("Precedence: List")]
    [InlineData("List-Id: <a.lists.test>")]
    [InlineData("List-Unsubscribe: <mailto:a@lists.test>")]
    [InlineData("X-Auto-Response-Suppress: DR, OOF")]
    public async Task What_a_program_or_a_list_sends_is_not_answered(string field)
    {
        await AwayAsync(new VacationResponse());

        await room.DeliverAsync(field + "\n" + Message);

        Assert.Empty(room.Spool.Messages);
        await room.DeliverAsync("Auto-Submitted: no\n" + Message);
        Assert.Single(room.Spool.Messages);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mailer-daemon@elsewhere.test")]
    [InlineData("no-reply@elsewhere.test")]
    [InlineData("noreply+17@elsewhere.test")]
    [InlineData("owner-list@elsewhere.test")]
    [InlineData("list-request@elsewhere.test")]
    [InlineData("bounces+x=y@elsewhere.test")]
    [InlineData("ann@example.test")]
    [InlineData("ann+x@example.test")]
    public async Task Who_is_no_other_person_is_not_answered(string? sender)
    {
        await AwayAsync(new VacationResponse());

        await room.DeliverAsync(Message, from: sender);

        Assert.Empty(room.Spool.Messages);
    }

    [Theory]
    [InlineData("To: team@example.test", 0)]
    [InlineData("To: somebody@elsewhere.test", 0)]
    [InlineData("Bcc: ann@example.test", 0)]
    [InlineData("Cc: ann+news@example.test", 1)]
    [InlineData("To: a@example.test", 1)]
    public async Task Only_who_wrote_to_the_account_is_answered(string field, int answers)
    {
        await AwayAsync(new VacationResponse());
        await room.Room.AddAliasAsync("a", new Address("ann", "example.test"));
        await room.Room.AddAliasAsync("team", new Address("ann", "example.test"), new Address("bob", "example.test"));

        await room.DeliverAsync(Message.Replace("To: Ann <ann@example.test>", field, StringComparison.Ordinal));

        Assert.Equal(answers, room.Spool.Messages.Count);
    }

    [Fact]
    public async Task Junk_is_not_answered()
    {
        await AwayAsync(new VacationResponse());

        await room.DeliverAsync(Message, asJunk: true);

        Assert.Empty(room.Spool.Messages);
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(1, 2, 0)]
    [InlineData(-2, -1, 0)]
    public async Task Only_mail_of_those_days_is_answered(int fromDays, int toDays, int answers)
    {
        var now = room.Time.GetUtcNow();
        await AwayAsync(new VacationResponse { FromDate = now.AddDays(fromDays), ToDate = now.AddDays(toDays) });

        await room.DeliverAsync(Message);

        Assert.Equal(answers, room.Spool.Messages.Count);
    }

    [Fact]
    public async Task While_the_spool_is_away_mail_is_delivered_unanswered()
    {
        await AwayAsync(new VacationResponse());
        room.Spool.Fault = SpoolFault.Complete;

        await room.DeliverAsync(Message);

        Assert.Single(await room.Room.InboxAsync("ann"));
        Assert.Empty(room.Room.Queue.Sent);
    }

    [Theory]
    [InlineData("sender@elsewhere.test", 0)]
    [InlineData("bob@example.test", 1)]
    public async Task Who_may_not_have_sent_it_is_not_answered_unless_it_stays_among_ourselves(string sender, int answers)
    {
        await AwayAsync(new VacationResponse());
        room.Proves = _ => false;

        await room.DeliverAsync(Message, from: sender);

        Assert.Equal(answers, room.Spool.Messages.Count);
    }

    [Fact]
    public void No_more_are_told_in_a_day_than_a_hundred_and_those_are_forgotten_in_time()
    {
        var (told, now) = (AnsweredSenders.None, room.Time.GetUtcNow());
        for (var day = 0; day < 20; day++, now += TimeSpan.FromDays(1))
        {
            for (var n = 0; n < AnsweredSenders.MaxADay; n++)
                told = told.With($"{day} {n}", now)!;
            Assert.Null(told.With("another", now));
            Assert.Null(told.With("another", now.AddHours(23)));
        }

        Assert.NotNull(told.With("another", now));
        Assert.InRange(told.Senders.Count, 600, 800);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(told, PersonalJson.Default.AnsweredSenders).Length, 1, 40_000);
    }

    private Task AwayAsync(VacationResponse vacation)
    {
        vacation.IsEnabled = true;
        return room.VacationAsync("ann", vacation);
    }
}
