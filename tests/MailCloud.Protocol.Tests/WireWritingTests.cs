using System.Buffers;
using System.Text;

namespace MailCloud.Protocol.Tests;

public class WireWritingTests
{
    private readonly ArrayBufferWriter<byte> writer = new();

    private string Written => Encoding.UTF8.GetString(writer.WrittenSpan);

    [Fact]
    public void WritesNumbers()
    {
        writer.WriteNumber(0L);
        writer.WriteOctet((byte)' ');
        writer.WriteNumber(long.MinValue);
        writer.WriteOctet((byte)' ');
        writer.WriteNumber(ulong.MaxValue);
        writer.WriteCrlf();
        Assert.Equal("0 -9223372036854775808 18446744073709551615\r\n", Written);
    }

    [Fact]
    public void WritesBase64()
    {
        writer.WriteBase64("Username:"u8);
        Assert.Equal("VXNlcm5hbWU6", Written);
    }

    [Fact]
    public void TextCannotEndItsLine()
    {
        writer.WriteText("no mailbox \"Pöst\r\n* BYE\t\"");
        Assert.Equal("no mailbox \"Pöst  * BYE \"", Written);
    }
}
