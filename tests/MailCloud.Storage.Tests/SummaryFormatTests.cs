using System.Text.Json;
using Google.Protobuf;
using MailCloud.Mail.Messages;
using MailCloud.Storage.Format;
using MailCloud.Testing;
using MessageParser = MailCloud.Mail.Messages.MessageParser;

namespace MailCloud.Storage.Tests;

/// <summary>A summary comes back from storage as it went in.</summary>
public class SummaryFormatTests
{
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1_000 };

    [Fact]
    public void The_summary_of_every_message_is_read_as_it_was_written()
    {
        long messages = 0;
        long octets = 0;
        foreach (var file in Corpora.Messages())
        {
            var summary = MessageParser.Parse(file.Read(), file.Name);
            var stored = SummaryFormat.ToProto(summary).ToByteArray();
            Assert.Equal(Write(summary), Write(Read(stored)));
            messages++;
            octets += stored.Length;
        }
        Assert.True(octets / messages < 1_000, $"A summary takes {octets / messages} octets.");
    }

    [Fact]
    public void The_summary_of_the_deepest_message_can_be_read()
    {
        var header = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 2 * SummaryLimits.Depth));
        var summary = MessageParser.Parse(System.Text.Encoding.ASCII.GetBytes(header), "pack/0");
        Assert.Equal(Write(summary), Write(Read(SummaryFormat.ToProto(summary).ToByteArray())));
    }

    [Fact]
    public void The_largest_summary_fits_an_entity()
    {
        var text = new System.Text.StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (var part = 0; part < 2 * SummaryLimits.Parts; part++)
            text.Append(
                "--b\r\nContent-Type: application/vnd.example.long-name; a=1; b=2\r\nContent-Disposition: attachment; filename=x\r\n\r\n"
            );
        text.Append("--b--\r\n");
        var summary = MessageParser.Parse(System.Text.Encoding.ASCII.GetBytes(text.ToString()), "pack/0");
        Assert.True(SummaryFormat.ToProto(summary).CalculateSize() < 512 * 1024);
    }

    [Fact]
    public void Absent_and_empty_stay_different()
    {
        var summary = MessageParser.Parse("Subject:\r\nTo: group:;\r\n\r\n"u8, "pack/0");
        var read = Read(SummaryFormat.ToProto(summary).ToByteArray());
        Assert.Equal("", read.Envelope.Subject);
        Assert.Null(read.Envelope.MessageId);
        Assert.Equal([EnvelopeAddress.GroupStart("group"), EnvelopeAddress.GroupEnd], read.Envelope.To);
    }

    [Fact]
    public void A_damaged_summary_says_so_and_costs_no_memory()
    {
        var envelope = new SummaryEnvelope();
        Assert.Throws<InvalidDataException>(() => Read([0xFF]));
        Assert.Throws<InvalidDataException>(() => Read([]));
        Assert.Throws<InvalidDataException>(() => Read(new Summary { Envelope = envelope }.ToByteArray()));
        var many = new SummaryPart { Children = uint.MaxValue };
        Assert.Throws<InvalidDataException>(() => Read(new Summary { Envelope = envelope, Parts = { many } }.ToByteArray()));
        var deep = Enumerable.Repeat(new SummaryPart { Children = 1 }, 100_000);
        Assert.Throws<InvalidDataException>(() => Read(new Summary { Envelope = envelope, Parts = { deep } }.ToByteArray()));
        var untyped = new SummaryPart { MediaType = "text" };
        Assert.Throws<InvalidDataException>(() => Read(new Summary { Envelope = envelope, Parts = { untyped } }.ToByteArray()));
    }

    private static MessageSummary Read(byte[] stored) => SummaryFormat.Read(stored);

    private static string Write(MessageSummary summary) => JsonSerializer.Serialize(summary, Deep);
}
