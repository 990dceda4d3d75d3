using System.Buffers;
using System.Text;
using MailCloud.Mail.Messages;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>HEADER.FIELDS and HEADER.FIELDS.NOT (RFC 9051 §6.4.5.1), byte for byte.</summary>
public class HeaderBlockTests
{
    private const string Header = "Received: by one\r\n\tfor two;\r\n  now\r\nSubject : x\r\nX-Junk\r\nRECEIVED: by two\nTo:\r\n\r\n";

    [Theory]
    [InlineData("received", "Received: by one\r\n\tfor two;\r\n  now\r\nRECEIVED: by two\n\r\n")]
    [InlineData("subject to", "Subject : x\r\nTo:\r\n\r\n")]
    [InlineData("Cc", "\r\n")]
    [InlineData("Receive", "\r\n")]
    [InlineData("X-Junk", "\r\n")]
    public void Fields_are_selected_by_name(string names, string expected) => Assert.Equal(expected, Select(Header, names, except: false));

    [Theory]
    [InlineData("received", "Subject : x\r\nX-Junk\r\nTo:\r\n\r\n")]
    [InlineData("subject to received", "X-Junk\r\n\r\n")]
    [InlineData("Cc", Header)]
    public void Fields_are_left_out_by_name(string names, string expected) => Assert.Equal(expected, Select(Header, names, except: true));

    [Theory]
    [InlineData("Subject: x", "Subject", "Subject: x")]
    [InlineData("Subject: x\r\n", "To", "")]
    [InlineData("", "To", "")]
    [InlineData("\r\n", "To", "\r\n")]
    [InlineData(" a line that continues nothing\r\nTo: x\r\n\r\n", "To", "To: x\r\n\r\n")]
    public void A_header_without_a_blank_line_gets_none(string header, string names, string expected) =>
        Assert.Equal(expected, Select(header, names, except: false));

    [Theory]
    [InlineData("A: 1\r\n\r\nbody", 8)]
    [InlineData("A: 1\n\nbody", 6)]
    [InlineData("\r\nbody", 2)]
    [InlineData("A: 1\r\nB: 2", 10)]
    [InlineData("A: 1\r\n \r\n\r\nx", 11)]
    [InlineData("", 0)]
    public void The_header_ends_after_its_blank_line(string message, int length) =>
        Assert.Equal(length, HeaderBlock.LengthIn(Encoding.Latin1.GetBytes(message)));

    [Fact]
    public void A_field_has_a_name_and_a_value()
    {
        var fields = new List<(string, string)>();
        foreach (var field in new HeaderBlock(Encoding.Latin1.GetBytes(Header)))
            fields.Add((Encoding.Latin1.GetString(field.Name), Encoding.Latin1.GetString(field.Value)));
        Assert.Equal(
            [
                ("Received", " by one\r\n\tfor two;\r\n  now\r\n"),
                ("Subject", " x\r\n"),
                ("", ""),
                ("RECEIVED", " by two\n"),
                ("To", "\r\n"),
                ("", ""),
            ],
            fields
        );
    }

    [Fact]
    public void Selecting_allocates_nothing()
    {
        var header = Encoding.Latin1.GetBytes(Header);
        string[] names = ["Subject", "To"];
        var writer = new ArrayBufferWriter<byte>(1024);
        new HeaderBlock(header).Select(names, except: false, writer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = new HeaderBlock(header).SelectedLength(names, except: true);
        new HeaderBlock(header).Select(names, except: true, writer);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(length > 0);
    }

    private static string Select(string header, string names, bool except)
    {
        var writer = new ArrayBufferWriter<byte>();
        var block = new HeaderBlock(Encoding.Latin1.GetBytes(header));
        block.Select(names.Split(' '), except, writer);
        Assert.Equal(writer.WrittenCount, block.SelectedLength(names.Split(' '), except));
        return Encoding.Latin1.GetString(writer.WrittenSpan);
    }
}
