using System.Buffers;
using System.Text;
using MailCloud.Mail.Submissions;

namespace MailCloud.Mail.Tests.Submissions;

public sealed class LineEndsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\r\nb\r\n", "a\r\nb\r\n")]
    [InlineData("a\nb\rc", "a\r\nb\r\nc")]
    [InlineData("\r\r\n\n\r", "\r\n\r\n\r\n\r\n")]
    [InlineData("\ra\n", "\r\na\r\n")]
    public void Every_line_ends_with_both_wherever_the_text_is_cut(string text, string expected)
    {
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var (ends, output) = (new LineEnds(), new ArrayBufferWriter<byte>());
            ends.Write(Encoding.ASCII.GetBytes(text[..cut]), output);
            ends.Write([], output);
            ends.Write(Encoding.ASCII.GetBytes(text[cut..]), output);
            Assert.Equal(expected, Encoding.ASCII.GetString(output.WrittenSpan));
        }
    }
}
