using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>The preview (RFC 8970).</summary>
public class PreviewTests
{
    [Theory]
    [InlineData("\nHello,\n\n  world\n", "Hello, world")]
    [InlineData("Content-Transfer-Encoding: base64\n\nSGVsbG8=\n", "Hello")]
    [InlineData(
        "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=iso-8859-1\n\ncaf=E9 =\nnoir\n",
        "caf\u00E9 noir"
    )]
    [InlineData("Content-Type: text/plain; charset=x-none\n\nplain\n", "plain")]
    [InlineData(
        "Content-Type: text/html\n\n<html><head><title>t</title><style>p { }</style></head><p>One&amp;two<b>three</b><br>four<script>x()</script></html>\n",
        "One&twothree four"
    )]
    [InlineData("Content-Type: application/pdf\n\n%PDF\n", "")]
    [InlineData(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>rich\n--b\n\nplain\n--b--\n",
        "plain"
    )]
    [InlineData("Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<p>rich\n--b--\n", "rich")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment\n\nfile\n--b\n\nbody\n--b--\n", "body")]
    [InlineData(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n\nforwarded\n--b\n\nbody\n--b--\n",
        "body"
    )]
    public void It_is_the_beginning_of_the_text_as_people_read_it(string message, string expected) =>
        Assert.Equal(expected, Summaries.Parse("Subject: x\n" + message).Preview);

    [Fact]
    public void It_is_short_and_never_cuts_a_letter()
    {
        var preview = MessageParser
            .Parse(System.Text.Encoding.UTF8.GetBytes("Subject: x\r\n\r\nx" + string.Concat(Enumerable.Repeat("\U0001F600", 1000))), "")
            .Preview;
        Assert.Equal(199, preview.Length);
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("\U0001F600", 99)), preview);
    }
}
