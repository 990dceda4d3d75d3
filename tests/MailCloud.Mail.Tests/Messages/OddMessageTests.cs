using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>Messages that no standard describes and that arrive all the same.</summary>
public class OddMessageTests
{
    [Theory]
    [InlineData("hello world\n\nsecond paragraph\n")]
    [InlineData("hello")]
    [InlineData(" Subject: indented\n\nx\n")]
    [InlineData("Two words: no field name\n\nx\n")]
    public void Text_without_a_header_is_one_plain_part(string text)
    {
        var (summary, _) = Check(text);
        Assert.Equal(new ByteRange(0, 0), summary.Body.Header);
        Assert.Equal(("text", "plain"), (summary.Body.Type, summary.Body.Subtype));
        Assert.Equal("us-ascii", MimeParameter.Find(summary.Body.Parameters, "charset"));
        Assert.Null(summary.Envelope.Subject);
    }

    [Fact]
    public void An_empty_message_is_an_empty_plain_part()
    {
        var summary = MessageParser.Parse([], "pack/0");
        Summaries.CheckInvariants(summary, []);
        Assert.Equal(("text", "plain", 0L), (summary.Body.Type, summary.Body.Subtype, summary.Size));
    }

    [Theory]
    [InlineData("Subject: x", "")]
    [InlineData("Subject: x\n", "")]
    [InlineData("Subject: x\nno field at all", "")]
    [InlineData("Subject: x\n\n", "")]
    [InlineData("From someone Mon Jan 1 00:00:00 2026\nSubject: x\n\nbody", "body")]
    [InlineData("Subject: x\nno field at all\nTo: a@example.org\n\nbody", "body")]
    [InlineData("\nbody", "body")]
    public void The_header_ends_at_the_first_blank_line_or_never(string text, string body)
    {
        var (summary, bytes) = Check(text);
        Assert.Equal(body, Summaries.Text(bytes, summary.Body.Body));
        Assert.Equal(text.StartsWith('\n') ? null : "x", summary.Envelope.Subject);
    }

    [Fact]
    public void Bare_line_feeds_are_line_ends()
    {
        var bytes = "Content-Type: multipart/mixed; boundary=b\n\npre\n--b\nA: 1\n\none\n\n--b\n\ntwo\n--b--\npost\n"u8;
        var summary = MessageParser.Parse(bytes, "pack/0");
        Summaries.CheckInvariants(summary, bytes);
        Assert.Equal("A: 1\n\n", Summaries.Text(bytes, summary.FindPart([1])!.Header));
        Assert.Equal("one\n", Summaries.Text(bytes, summary.FindPart([1])!.Body));
        Assert.Equal("two", Summaries.Text(bytes, summary.FindPart([2])!.Body));
    }

    [Theory]
    [InlineData("--b\n\none\n--b\n\ntwo\n", "two\r\n")] // no last boundary
    [InlineData("--b\n\none\n--b\n\ntwo\n--b--", "two")] // the file ends with it
    [InlineData("--b\n\none\n--b\n\ntwo\n--b", "two")] // it is a boundary that begins a third part
    [InlineData("--b\n\none\n--b  \t\n\ntwo\n--b-- \n", "two")] // blanks after it are allowed
    [InlineData("--b\n\none\n--b\n\ntwo\n--bb\n--bx--\n--b --\n--b--\n", "two\r\n--bb\r\n--bx--\r\n--b --")] // not every line like it
    public void A_boundary_is_a_whole_line(string body, string second)
    {
        var (summary, bytes) = Check("Content-Type: multipart/mixed; boundary=b\n\n" + body);
        Assert.Equal("one", Summaries.Text(bytes, summary.FindPart([1])!.Body));
        Assert.Equal(second, Summaries.Text(bytes, summary.FindPart([2])!.Body));
    }

    [Theory]
    [InlineData("--b\n--b\n\n--b\nA: 1\n--b\nA: 1\n\n--b--\n", 4)]
    [InlineData("--b\n--b--\n", 1)]
    [InlineData("--b", 1)]
    public void Parts_may_be_empty(string body, int parts)
    {
        var (summary, _) = Check("Content-Type: multipart/mixed; boundary=b\n\n" + body);
        Assert.Equal(parts, summary.Body.Parts.Count);
        Assert.All(summary.Body.Parts, part => Assert.Equal((0, 0), (part.Body.Length, part.Lines)));
    }

    [Theory]
    [InlineData("multipart/mixed; boundary=b", "no boundary in it\n")]
    [InlineData("multipart/mixed", "--b\n\nx\n--b--\n")]
    [InlineData("multipart/mixed; boundary=\"\"", "--\n\nx\n----\n")]
    [InlineData("multipart/mixed; boundary=b", "--b--\n")]
    public void A_multipart_without_parts_is_read_as_text(string type, string body)
    {
        var (summary, bytes) = Check($"Content-Type: {type}\n\n{body}");
        Assert.Equal(("text", "plain"), (summary.Body.Type, summary.Body.Subtype));
        Assert.Equal(body.ReplaceLineEndings("\r\n"), Summaries.Text(bytes, summary.Body.Body));
    }

    [Fact]
    public void The_boundary_of_an_outer_multipart_ends_all_inside()
    {
        var (summary, bytes) = Check(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/related; boundary=c\n\n--c\n"
                + "Content-Type: message/rfc822\n\nSubject: cut\n--b\n\nlast\n--c\n--b--\n"
        );
        Assert.Equal("Subject: cut", Summaries.Text(bytes, summary.FindPart([1, 1])!.Message!.Body.Header));
        Assert.Equal("last\r\n--c", Summaries.Text(bytes, summary.FindPart([2])!.Body));
    }

    [Fact]
    public void An_embedded_message_may_be_empty_or_encoded()
    {
        var (summary, bytes) = Check(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n--b\n"
                + "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQo=\n--b--\n"
        );
        Assert.Equal(
            new Envelope(),
            summary.FindPart([1])!.Message!.Envelope with
            {
                From = [],
                Sender = [],
                ReplyTo = [],
                To = [],
                Cc = [],
                Bcc = [],
            }
        );
        Assert.Equal("U3ViamVjdDogeA0KDQo=", Summaries.Text(bytes, summary.FindPart([2, 1])!.Body));
    }

    [Fact]
    public void Parts_of_a_digest_are_messages_unless_they_say_otherwise()
    {
        var (summary, _) = Check(
            "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: first\n\nx\n--b\nContent-Type: text/plain\n\ny\n--b\nno header\n--b--\n"
        );
        Assert.Equal("first", summary.Body.Parts[0].Message!.Envelope.Subject);
        Assert.Equal("text", summary.Body.Parts[1].Type);
        Assert.NotNull(summary.Body.Parts[2].Message);
    }

    [Theory]
    [InlineData("multipart")]
    [InlineData("message")]
    public void Ten_thousand_levels_end_in_an_opaque_part(string type)
    {
        var text = new StringBuilder();
        for (var level = 0; level < 10_000; level++)
            text.Append(
                type is "message" ? "Content-Type: message/rfc822\n\n" : $"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
            );
        var (summary, bytes) = Check(text.ToString());
        var innermost = Summaries.AllParts(summary.Body).Last();
        Assert.Equal(("application", "octet-stream"), (innermost.Type, innermost.Subtype));
        Assert.Equal(bytes.Length, innermost.Body.End);
        Assert.Equal(SummaryLimits.Depth + 1, Summaries.AllParts(summary.Body).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: message/rfc822\n\nSubject: x\n")]
    public void Of_fifty_thousand_parts_the_last_one_kept_takes_the_rest(string header)
    {
        var text = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n\n");
        for (var part = 0; part < 50_000; part++)
            text.Append("--b\n").Append(header).Append("\nx\n");
        var (summary, bytes) = Check(text.Append("--b--\n").ToString());
        var rest = summary.Body.Parts[^1];
        Assert.Equal("application", rest.Type);
        Assert.Equal(bytes.Length, rest.Body.End);
        Assert.Equal(SummaryLimits.Parts, Summaries.AllParts(summary.Body).Count());
    }

    [Fact]
    public void A_summary_stays_small_whatever_the_headers_hold()
    {
        var addresses = string.Join(",\n ", Enumerable.Range(0, 50_000).Select(n => $"\"Person {n}\" <person{n}@example.org>"));
        var references = string.Join("\n ", Enumerable.Range(0, 5_000).Select(n => $"<{n}@example.org>"));
        var (summary, _) = Check(
            $"Message-ID: <m@example.org>\nReferences: {references}\nTo: {addresses}\nSubject: {new string('s', 400_000)}\n\nbody\n"
        );
        Assert.True(Summaries.Write(summary).Length < 1024 * 1024);
        Assert.Equal(SummaryLimits.References, summary.References.Count);
        Assert.Equal(("0@example.org", "4999@example.org"), (summary.References[0], summary.References[^1]));
        Assert.Equal("body", summary.Preview);
    }

    [Fact]
    public void A_line_of_any_length_is_one_line()
    {
        var line = new string('x', 3_000_000);
        var (summary, bytes) = Check($"Subject: {line}\n\n--{line}\n");
        Assert.Equal(1, summary.Body.Lines);
        Assert.Equal($"--{line}\r\n", Summaries.Text(bytes, summary.Body.Body));
    }

    [Theory]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3000)]
    public void Where_a_long_line_is_cut_on_its_way_does_not_matter(int length)
    {
        var line = new string('x', length);
        var bytes = Summaries.Crlf(
            $"Content-Type: multipart/mixed; boundary=b\n\n--b\n{line}: a field, or text\n\ntext\n{line}\n--b{new string(' ', length)}\n\nmore\n--b--\n"
        );
        var whole = Summaries.Write(MessageParser.Parse(bytes, "pack/0"));
        foreach (var piece in new[] { 1, 2, 1000, 1024, 1025, 1026 })
        {
            var scanner = new MessageScanner();
            for (var start = 0; start < bytes.Length; start += piece)
                scanner.Write(bytes.AsSpan(start, Math.Min(piece, bytes.Length - start)));
            Assert.Equal(whole, Summaries.Write(scanner.Complete("pack/0")));
        }
    }

    private static (MessageSummary Summary, byte[] Bytes) Check(string message)
    {
        var bytes = Summaries.Crlf(message);
        var summary = MessageParser.Parse(bytes, "pack/0");
        Summaries.CheckInvariants(summary, bytes);
        return (summary, bytes);
    }
}
