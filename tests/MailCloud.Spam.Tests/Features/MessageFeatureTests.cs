using MailCloud.Spam.Features;

namespace MailCloud.Spam.Tests.Features;

/// <summary>What is seen in a message.</summary>
public sealed class MessageFeatureTests
{
    [Fact]
    public void Words_are_in_lower_case_and_their_digits_are_zeros()
    {
        var features = Mail.Features(Mail.Text("Only $24.95", "It's FREE, for 30 days"));

        Assert.Contains((FeatureSource.SubjectWord, "$00"), features);
        Assert.Contains((FeatureSource.SubjectPair, "only $00"), features);
        Assert.Contains((FeatureSource.Word, "it's"), features);
        Assert.Contains((FeatureSource.Pair, "it's free"), features);
        Assert.Contains((FeatureSource.Word, "00"), features);
    }

    [Fact]
    public void A_word_hidden_by_invisible_letters_or_tags_is_seen()
    {
        var features = Mail.Features(Mail.Html("<p>Vi\u200Bag<b></b>ra</p><style>p { color: green }</style>"));

        Assert.Contains((FeatureSource.Word, "viagra"), features);
        Assert.Contains((FeatureSource.Structure, "letters that show nothing"), features);
        Assert.DoesNotContain((FeatureSource.Word, "green"), features);
    }

    [Fact]
    public void A_script_without_blanks_gives_pairs_of_letters() =>
        Assert.Contains((FeatureSource.Pair, "未 承"), Mail.Features(Mail.Text("x", "未承諾広告")));

    [Fact]
    public void A_very_long_word_is_told_by_its_length() =>
        Assert.Contains((FeatureSource.Word, "a word of 64 letters"), Mail.Features(Mail.Text("x", new string('q', 100))));

    [Fact]
    public void Encoded_words_and_transfer_encodings_are_undone()
    {
        var features = Mail.Features(
            Mail.Of(
                "From: =?utf-8?q?J=C3=B6rg?= <j@example.com>\nSubject: =?utf-8?b?w5xiZXJ3ZWlzdW5n?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=\n=DFe\n"
            )
        );

        Assert.Contains((FeatureSource.SenderName, "jörg"), features);
        Assert.Contains((FeatureSource.SubjectWord, "überweisung"), features);
        Assert.Contains((FeatureSource.Word, "grüße"), features);
    }

    [Fact]
    public void A_link_gives_its_host_the_registered_domain_and_what_is_odd_about_it()
    {
        var features = Mail.Features(
            Mail.Html(
                "<a href=\"http://www.bank.example@login.evil.co.uk:8080/verify\">www.bank.example</a> <a href=\"http://192.0.2.1/\">here</a>"
            )
        );

        Assert.Contains((FeatureSource.LinkHost, "login.evil.co.uk"), features);
        Assert.Contains((FeatureSource.LinkHost, "evil.co.uk"), features);
        Assert.Contains((FeatureSource.LinkPath, "verify"), features);
        foreach (
            var fact in (string[])
                [
                    "link with a user name before its host",
                    "link with a port",
                    "link that shows another domain",
                    "link to an IP address",
                    "about 2 links",
                ]
        )
            Assert.Contains((FeatureSource.Structure, fact), features);
    }

    [Theory]
    [InlineData("<a href='https://shop.example.com/x'>example.com</a>")]
    [InlineData("<a href='https://example.com/x'>Read more.</a>")]
    [InlineData("<a href='mailto:a@example.com'>example.org</a>")]
    public void A_link_that_shows_where_it_goes_is_not_odd(string html) =>
        Assert.DoesNotContain((FeatureSource.Structure, "link that shows another domain"), Mail.Features(Mail.Html(html)));

    [Fact]
    public void The_header_tells_who_says_that_they_send()
    {
        var features = Mail.Features(
            Mail.Of(
                "From: \"Support service@bank.example\" <x12345@mail.other.example>\nReply-To: a@third.example\nSubject: URGENT NOTICE!\nX-Mailer: Bulk Blaster 7\n\nx\n"
            )
        );

        Assert.Contains((FeatureSource.SenderDomain, "mail.other.example"), features);
        Assert.Contains((FeatureSource.SenderDomain, "other.example"), features);
        Assert.Contains((FeatureSource.Program, "blaster"), features);
        foreach (
            var fact in (string[])
                [
                    "sender's name is another address",
                    "sender's address with digits",
                    "replies go to another domain",
                    "subject in capitals",
                    "subject with an exclamation mark",
                    "no message id",
                    "no date",
                    "no recipient named",
                ]
        )
            Assert.Contains((FeatureSource.Header, fact), features);
    }

    [Fact]
    public void Files_and_the_makeup_of_a_message_are_seen()
    {
        var features = Mail.Features(
            Mail.Of(
                "From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<font color=White>x\n--b\nContent-Type: application/octet-stream; name=\"Invoice.PDF.exe\"\n\nMZ\n--b--\n"
            )
        );

        Assert.Contains((FeatureSource.FileExtension, ".exe"), features);
        Assert.Contains((FeatureSource.Structure, "an attachment"), features);
        Assert.Contains((FeatureSource.Structure, "a part application/octet-stream"), features);
        Assert.Contains((FeatureSource.Markup, "colour white"), features);
    }

    [Fact]
    public void What_servers_write_and_whom_a_message_is_for_says_nothing()
    {
        var message = Mail.Text("Subject", "Some text");
        var delivered = Mail.Of(
            "Return-Path: <x@y.example>\nReceived: from a by b; today\nAuthentication-Results: mx; spf=fail\nX-Spam-Status: No\n"
        );

        Assert.Equal(FeatureSet.Of(message).Slots.Order(), FeatureSet.Of([.. delivered, .. message]).Slots.Order());
    }

    [Fact]
    public void Names_are_found_again()
    {
        var message = Mail.Text("free offer", "x");
        int[] slots = [FeatureSlot.Of(FeatureSource.SubjectPair, "free offer"), FeatureSlot.Of(FeatureSource.SenderDomain, "example.com")];

        Assert.Equal(["subject \"free offer\"", "sender's domain example.com"], FeatureNames.Of(message, slots));
    }
}
