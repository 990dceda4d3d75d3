using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>Which bytes each section of a nested message names: the shape of the example in RFC 9051 §6.4.5.1.</summary>
public class SectionTests
{
    private const string Nested = """
        From: a@example.org
        Subject: outer
        Content-Type: multipart/mixed; boundary=one

        preamble
        --one
        Content-Type: text/plain

        part 1
        --one
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: base64

        AAEC

        --one
        Content-Type: message/rfc822

        Subject: embedded text
        X-Trace: 3

        part 3.1
        second line
        --one
        Content-Type: message/rfc822

        Subject: embedded multipart
        Content-Type: multipart/mixed; boundary=two

        --two

        part 4.1
        --two
        Content-Type: multipart/alternative; boundary=three

        --three
        Content-Type: text/plain

        part 4.2.1
        --three
        Content-Type: text/html

        <p>part 4.2.2
        --three--
        --two--
        epilogue of two
        --one--
        epilogue of one

        """;

    private static readonly byte[] Bytes = Summaries.Crlf(Nested);
    private static readonly MessageSummary Summary = MessageParser.Parse(Bytes, "pack/0");

    private const string Header4 = "Subject: embedded multipart\n" + "Content-Type: multipart/mixed; boundary=two\n\n";

    private const string Part42 =
        "--three\nContent-Type: text/plain\n\npart 4.2.1\n--three\nContent-Type: text/html\n\n<p>part 4.2.2\n--three--";

    private const string Text4 =
        "--two\n\npart 4.1\n--two\nContent-Type: multipart/alternative; boundary=three\n\n" + Part42 + "\n--two--\nepilogue of two";

    [Theory]
    [InlineData("", SectionText.Content, Nested)]
    [InlineData("", SectionText.Header, "From: a@example.org\nSubject: outer\nContent-Type: multipart/mixed; boundary=one\n\n")]
    [InlineData("1", SectionText.Content, "part 1")]
    [InlineData("1", SectionText.Mime, "Content-Type: text/plain\n\n")]
    [InlineData("2", SectionText.Content, "AAEC\n")]
    [InlineData("3", SectionText.Content, "Subject: embedded text\nX-Trace: 3\n\npart 3.1\nsecond line")]
    [InlineData("3", SectionText.Mime, "Content-Type: message/rfc822\n\n")]
    [InlineData("3", SectionText.Header, "Subject: embedded text\nX-Trace: 3\n\n")]
    [InlineData("3", SectionText.Text, "part 3.1\nsecond line")]
    [InlineData("3.1", SectionText.Content, "part 3.1\nsecond line")]
    [InlineData("3.1", SectionText.Mime, "Subject: embedded text\nX-Trace: 3\n\n")]
    [InlineData("4", SectionText.Content, Header4 + Text4)]
    [InlineData("4", SectionText.Header, Header4)]
    [InlineData("4", SectionText.Text, Text4)]
    [InlineData("4.1", SectionText.Content, "part 4.1")]
    [InlineData("4.1", SectionText.Mime, "\n")]
    [InlineData("4.2", SectionText.Content, Part42)]
    [InlineData("4.2", SectionText.Mime, "Content-Type: multipart/alternative; boundary=three\n\n")]
    [InlineData("4.2.1", SectionText.Content, "part 4.2.1")]
    [InlineData("4.2.2", SectionText.Content, "<p>part 4.2.2")]
    [InlineData("4.2.2", SectionText.Mime, "Content-Type: text/html\n\n")]
    public void A_section_is_exactly_these_bytes(string part, SectionText text, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("\r\n"), Summaries.Text(Bytes, Locate(part, text)));

    [Theory]
    [InlineData("0", SectionText.Content)]
    [InlineData("-1", SectionText.Content)]
    [InlineData("5", SectionText.Content)]
    [InlineData("1.1", SectionText.Content)]
    [InlineData("1.1.1", SectionText.Content)]
    [InlineData("3.2", SectionText.Content)]
    [InlineData("3.1.1", SectionText.Content)]
    [InlineData("4.3", SectionText.Content)]
    [InlineData("4.2.3", SectionText.Mime)]
    [InlineData("1", SectionText.Header)]
    [InlineData("4.2", SectionText.Text)]
    [InlineData("", SectionText.Mime)]
    public void Other_sections_do_not_exist(string part, SectionText text) => Assert.Null(Locate(part, text));

    [Fact]
    public void Text_of_the_message_is_all_after_its_header()
    {
        var text = Summaries.Text(Bytes, Locate("", SectionText.Text));
        Assert.StartsWith("preamble\r\n--one\r\n", text);
        Assert.EndsWith("--one--\r\nepilogue of one\r\n", text);
    }

    [Fact]
    public void A_message_that_is_no_multipart_has_part_1()
    {
        var message = Summaries.Crlf("Subject: x\n\nbody\n");
        var summary = MessageParser.Parse(message, "pack/0");
        Assert.Equal("body\r\n", Summaries.Text(message, new BodySection(new[] { 1 }, SectionText.Content).Locate(summary)));
        Assert.Equal("Subject: x\r\n\r\n", Summaries.Text(message, new BodySection(new[] { 1 }, SectionText.Mime).Locate(summary)));
        Assert.Null(new BodySection(new[] { 2 }, SectionText.Content).Locate(summary));
        Assert.Null(new BodySection(new[] { 1, 1 }, SectionText.Content).Locate(summary));
    }

    [Fact]
    public void The_structure_tells_sizes_and_lines_as_encoded()
    {
        Summaries.CheckInvariants(Summary, Bytes);
        Assert.Equal("multipart/mixed", $"{Summary.Body.Type}/{Summary.Body.Subtype}");
        var binary = Summary.FindPart([2])!;
        Assert.Equal(("base64", 6, 0), (binary.Encoding, binary.Body.Length, binary.Lines));
        var embedded = Summary.FindPart([3])!;
        Assert.Equal(5, embedded.Lines);
        Assert.Equal("embedded text", embedded.Message!.Envelope.Subject);
        Assert.Equal(2, embedded.Message.Body.Lines);
        Assert.Equal("embedded multipart", Summary.FindPart([4])!.Message!.Envelope.Subject);
        Assert.Equal("html", Summary.FindPart([4, 2, 2])!.Subtype);
    }

    private static ByteRange? Locate(string part, SectionText text)
    {
        var numbers = part.Length == 0 ? [] : Array.ConvertAll(part.Split('.'), int.Parse);
        return new BodySection(numbers, text).Locate(Summary);
    }
}
