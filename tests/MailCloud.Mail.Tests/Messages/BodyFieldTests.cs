namespace MailCloud.Mail.Tests.Messages;

/// <summary>What BODYSTRUCTURE tells of a part besides its place (RFC 9051 §7.5.2).</summary>
public class BodyFieldTests
{
    [Fact]
    public void Every_field_of_a_part_is_kept()
    {
        var part = Summaries
            .Parse(
                """
                Content-Type: Text/X-Markdown; CHARSET="utf-8"; Variant=GFM
                Content-Transfer-Encoding: Quoted-Printable (sic)
                Content-ID: <part@example.org>
                Content-Description: =?utf-8?Q?caf=C3=A9?=
                Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
                Content-Disposition: ATTACHMENT; filename*0="read "; filename*1=me.md; size=3
                Content-Language: en, fr-CA
                Content-Location: http://example.org/
                  readme.md

                one
                two
                """
            )
            .Body;
        Assert.Equal(("text", "x-markdown", "quoted-printable"), (part.Type, part.Subtype, part.Encoding));
        Assert.Equal([new("charset", "utf-8"), new("variant", "GFM")], part.Parameters);
        Assert.Equal("<part@example.org>", part.Id);
        Assert.Equal("=?utf-8?Q?caf=C3=A9?=", part.Description);
        Assert.Equal("Q2hlY2sgSW50ZWdyaXR5IQ==", part.Md5);
        Assert.Equal("attachment", part.Disposition!.Type);
        Assert.Equal([new("filename", "read me.md"), new("size", "3")], part.Disposition.Parameters);
        Assert.Equal(["en", "fr-CA"], part.Language);
        Assert.Equal("http://example.org/  readme.md", part.Location);
        Assert.Equal("read me.md", part.FileName);
        Assert.Equal(2, part.Lines);
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("Content-Type:\n", "text/plain")]
    [InlineData("Content-Type: nonsense\n", "text/plain")]
    [InlineData("Content-Type: text/html;\n", "text/html")]
    [InlineData("Content-Type: image/png\nContent-Type: text/html\n", "image/png")]
    [InlineData("Content-Type: text/html; charset\n", "text/html")]
    public void A_type_that_cannot_be_read_is_plain_text(string header, string expected)
    {
        var part = Summaries.Parse($"Subject: x\n{header}\nbody\n").Body;
        Assert.Equal(expected, $"{part.Type}/{part.Subtype}");
        Assert.Equal("7bit", part.Encoding);
    }

    [Theory]
    [InlineData("filename*=utf-8''%E5%A0%B1%E5%91%8A.pdf")]
    [InlineData("filename=\"=?big5?B?s/inaS5wZGY=?=\"")]
    [InlineData("filename*0*=utf-8''%E5%A0%B1; filename*1*=%E5%91%8A; filename*2=.pdf")]
    public void A_file_name_is_what_people_read(string parameter)
    {
        var part = Summaries.Parse($"Content-Type: application/pdf\nContent-Disposition: attachment; {parameter}\n\n").Body;
        Assert.Equal("\u5831\u544A.pdf", part.FileName);
        Assert.Equal(new("filename*", "utf-8''%E5%A0%B1%E5%91%8A.pdf"), part.Disposition!.Parameters[0].ToAscii());
    }

    [Theory]
    [InlineData(false, "Content-Type: text/plain\n\nx\n")]
    [InlineData(
        false,
        "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n--b\nContent-Type: image/png\nContent-ID: <1@x>\n\n--b--\n"
    )]
    [InlineData(
        false,
        "Content-Type: multipart/signed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: application/pgp-signature; name=s.asc\n\n--b--\n"
    )]
    [InlineData(
        false,
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: image/png\nContent-Disposition: inline\n\n--b--\n"
    )]
    [InlineData(
        true,
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\n--b--\n"
    )]
    [InlineData(true, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: text/csv; name=a.csv\n\n--b--\n")]
    [InlineData(true, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/rfc822\n\nSubject: y\n\n--b--\n")]
    [InlineData(true, "Content-Type: application/pdf\n\nx\n")]
    public void There_is_an_attachment_where_people_expect_one(bool expected, string message) =>
        Assert.Equal(expected, Summaries.Parse(message).HasAttachment);
}
