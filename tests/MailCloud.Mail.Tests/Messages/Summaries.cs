using System.Text;
using System.Text.Json;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>What the tests of summaries share: messages written as text, and what holds for the summary of any bytes.</summary>
internal static class Summaries
{
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1_000 };

    /// <summary>The bytes of text whose letters each stand for one octet, its line ends made CRLF.</summary>
    public static byte[] Crlf(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));

    /// <summary>The summary of a message written with the line ends of this source file, taken as CRLF.</summary>
    public static MessageSummary Parse(string message) => MessageParser.Parse(Crlf(message), "pack/0");

    public static string Text(ReadOnlySpan<byte> message, ByteRange? range) =>
        range is { } bytes ? Encoding.Latin1.GetString(message.Slice((int)bytes.Offset, (int)bytes.Length)) : "no such section";

    /// <summary>All that a summary says, for comparison.</summary>
    public static string Write(MessageSummary summary) => JsonSerializer.Serialize(summary, Deep);

    /// <summary>The part and all parts inside it, embedded messages included, outermost first.</summary>
    public static IEnumerable<BodyPart> AllParts(BodyPart part) =>
        part.Parts.Concat(part.Message is { } message ? [message.Body] : []).SelectMany(AllParts).Prepend(part);

    /// <summary>Checks what holds for every summary, whatever the message.</summary>
    public static void CheckInvariants(MessageSummary summary, ReadOnlySpan<byte> message)
    {
        Assert.Equal(message.Length, summary.Size);
        Assert.Equal(0, summary.Body.Header.Offset);
        Assert.Equal(message.Length, summary.Body.Body.End);
        Assert.True(summary.Preview.Length <= SummaryLimits.PreviewLength);
        Assert.True(AllParts(summary.Body).Count() <= SummaryLimits.Parts);
        CheckPart(summary.Body, message);
    }

    private static void CheckPart(BodyPart part, ReadOnlySpan<byte> message)
    {
        Assert.Equal(part.Header.End, part.Body.Offset);
        Assert.True(part.Header.Length >= 0 && part.Body.Length >= 0);
        Assert.Equal(part.IsMultipart, part.Type is "multipart");
        Assert.Equal(part.Message is not null, part is { Type: "message", Subtype: "rfc822" or "global" });
        if (part.Type is "text" || part.Message is not null)
            Assert.Equal(LinesIn(message.Slice((int)part.Body.Offset, (int)part.Body.Length)), part.Lines);
        if (part.Message is { } embedded)
        {
            Assert.Equal(part.Body.Offset, embedded.Body.Header.Offset);
            Assert.Equal(part.Body.End, embedded.Body.Body.End);
            CheckPart(embedded.Body, message);
        }
        var end = part.Body.Offset;
        foreach (var child in part.Parts)
        {
            Assert.True(child.Header.Offset >= end, "Parts do not overlap.");
            var between = Text(message, ByteRange.Between(end, child.Header.Offset));
            Assert.EndsWith("--" + MimeParameter.Find(part.Parameters, "boundary")?.TrimEnd(), between.TrimEnd());
            CheckPart(child, message);
            end = child.Body.End;
        }
        Assert.True(end <= part.Body.End, "Parts are inside their multipart.");
    }

    private static int LinesIn(ReadOnlySpan<byte> body) => body.Count((byte)'\n') + (body.IsEmpty || body[^1] == (byte)'\n' ? 0 : 1);
}
