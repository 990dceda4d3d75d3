using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>ENVELOPE (RFC 9051 §7.5.2).</summary>
public class EnvelopeTests
{
    [Fact]
    public void The_fields_are_kept_as_they_were_sent()
    {
        var summary = Summaries.Parse(
            """
            Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
            From: Terry Gray <gray@cac.washington.edu>
            Subject: IMAP4rev1 WG mtg
              summary and minutes
            To: imap@cac.washington.edu
            Cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
            Message-Id: <B27397-0100000@cac.washington.edu>
            MIME-Version: 1.0
            Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

            x
            """
        );
        var envelope = summary.Envelope;
        Assert.Equal("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)", envelope.Date);
        Assert.Equal(new DateTimeOffset(1996, 7, 17, 2, 23, 25, TimeSpan.FromHours(-7)), summary.SentDate);
        Assert.Equal("IMAP4rev1 WG mtg  summary and minutes", envelope.Subject);
        EnvelopeAddress[] terry = [new("Terry Gray", null, "gray", "cac.washington.edu")];
        Assert.Equal(terry, envelope.From);
        Assert.Equal(terry, envelope.Sender);
        Assert.Equal(terry, envelope.ReplyTo);
        Assert.Equal([new(null, null, "imap", "cac.washington.edu")], envelope.To);
        Assert.Equal([new(null, null, "minutes", "CNRI.Reston.VA.US"), new("John Klensin", null, "KLENSIN", "MIT.EDU")], envelope.Cc);
        Assert.Empty(envelope.Bcc);
        Assert.Null(envelope.InReplyTo);
        Assert.Equal("<B27397-0100000@cac.washington.edu>", envelope.MessageId);
        Assert.Equal("B27397-0100000@cac.washington.edu", summary.MessageId);
    }

    [Fact]
    public void An_empty_field_is_not_a_missing_one()
    {
        var envelope = Summaries.Parse("Subject:\nFrom: a@example.org\nSender:\nReply-To: \nIn-Reply-To: \nTo:\n\n").Envelope;
        Assert.Equal("", envelope.Subject);
        Assert.Equal("", envelope.InReplyTo);
        Assert.Null(envelope.Date);
        Assert.Equal(envelope.From, envelope.Sender);
        Assert.Equal(envelope.From, envelope.ReplyTo);
        Assert.Empty(envelope.To);
    }

    [Fact]
    public void A_group_has_a_start_and_an_end()
    {
        var envelope = Summaries
            .Parse("To: A Group:Ed Jones <joe@where.test>,jdoe@one.test;, x@y.test\nCc: undisclosed-recipients:;\n\n")
            .Envelope;
        Assert.Equal(
            [
                EnvelopeAddress.GroupStart("A Group"),
                new("Ed Jones", null, "joe", "where.test"),
                new(null, null, "jdoe", "one.test"),
                EnvelopeAddress.GroupEnd,
                new(null, null, "x", "y.test"),
            ],
            envelope.To
        );
        Assert.Equal([EnvelopeAddress.GroupStart("undisclosed-recipients"), EnvelopeAddress.GroupEnd], envelope.Cc);
        Assert.True(envelope.Cc[0].IsGroupStart && envelope.Cc[1].IsGroupEnd);
    }

    [Theory]
    [InlineData("=?iso-8859-1?Q?J=F6rg?= <j@example.org>", "=?iso-8859-1?Q?J=F6rg?=", "j", "example.org")]
    [InlineData("\"=?utf-8?B?w7w=?=\" <j@example.org>", "=?utf-8?B?w7w=?=", "j", "example.org")]
    [InlineData("\"a \\\"b\\\" =! c\" <j@example.org>", "a \"b\" =! c", "j", "example.org")]
    [InlineData("=?utf-8?Q?=!=3F?= =! =!! <j@example.org>", "=?utf-8?Q?=!=3F?= =! =!!", "j", "example.org")]
    [InlineData("<@route.test,@other.test:j@example.org>", null, "j", "example.org")]
    [InlineData("root", null, "root", "")]
    [InlineData("<>", "<>", "", "")]
    [InlineData("@@ ( nonsense", "@@ ( nonsense", "", "")]
    public void Names_stay_encoded_and_nonsense_stays_readable(string field, string? name, string mailbox, string host)
    {
        var address = Assert.Single(Summaries.Parse($"From: {field}\n\n").Envelope.From);
        Assert.Equal((name, mailbox, host), (address.Name, address.Mailbox, address.Host));
        Assert.Equal(
            field.Contains('@') && field.StartsWith("<@", StringComparison.Ordinal) ? "@route.test,@other.test" : null,
            address.Route
        );
    }

    [Fact]
    public void Text_that_is_neither_ascii_nor_utf8_is_in_the_charset_of_the_message()
    {
        Assert.Equal("caf\u00E9", Summaries.Parse("Subject: caf\u00E9\n\n").Envelope.Subject);
        Assert.Equal("\u044F", Summaries.Parse("Subject: \u00D1\nContent-Type: text/plain; charset=koi8-r\n\n").Envelope.Subject);
        Assert.Equal("\u00D1", Summaries.Parse("Subject: \u00D1\nContent-Type: text/plain; charset=x-none\n\n").Envelope.Subject);
        Assert.Equal("\u00D1", Summaries.Parse("Subject: \u00D1\nContent-Type: text/plain; charset=utf-7\n\n").Envelope.Subject);
        Assert.Equal("\u00D1", Summaries.Parse("Subject: \u00D1\nContent-Type: text/plain; charset=euc-jp\n\n").Envelope.Subject);
        var utf8 = MessageParser.Parse("Subject: na\u00EFve \u00FF\0\r\nFrom: \u00E9t\u00E9 <\u00E9@example.org>\r\n\r\n"u8, "pack/0");
        Assert.Equal("na\u00EFve \u00FF", utf8.Envelope.Subject);
        Assert.Equal(("\u00E9t\u00E9", "\u00E9"), (utf8.Envelope.From[0].Name, utf8.Envelope.From[0].Mailbox));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("\u00FCber")]
    [InlineData("\u6E2C\u8A66 and a text that is longer than the seventy-five letters of one encoded-word \U0001F600\U0001F600")]
    public void A_text_has_an_ascii_form_that_means_the_same(string text)
    {
        var ascii = HeaderText.ToAscii(text);
        Assert.True(Ascii.IsValid(ascii));
        Assert.DoesNotContain('\n', ascii);
        Assert.Equal(text, HeaderText.Decode(ascii));
    }

    [Fact]
    public void An_unquoted_comma_ends_an_address() =>
        Assert.Equal(
            [new(null, null, "Doe", ""), new("John", null, "j", "example.org")],
            Summaries.Parse("From: Doe, John <j@example.org>\n\n").Envelope.From
        );

    [Fact]
    public void Addresses_of_a_field_given_twice_are_joined() =>
        Assert.Equal(
            ["a", "b"],
            Summaries.Parse("To: a@example.org\nSubject: 1\nTo: b@example.org\nSubject: 2\n\n").Envelope.To.Select(to => to.Mailbox)
        );
}
