using System.Text;
using MailCloud.Imap.Output;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Output;

public class ImapWriterTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("say \"no\" \\ yes", "\"say \\\"no\\\" \\\\ yes\"")]
    [InlineData("two\r\nlines", "{10}\r\ntwo\r\nlines")]
    [InlineData("Grüße", "{7}\r\nGrüße")]
    public async Task A_string_is_quoted_if_the_client_can_read_that(string value, string written) =>
        Assert.Equal(written, await WrittenAsync(output => output.String(value)));

    [Fact]
    public async Task A_client_with_utf8_gets_it_quoted() =>
        Assert.Equal(
            "\"Grüße\" \"Entwürfe\"",
            await WrittenAsync(output =>
            {
                output.Utf8 = true;
                output.String("Grüße").Write(" "u8).Mailbox("Entwürfe");
            })
        );

    [Fact]
    public async Task A_long_string_is_a_literal()
    {
        var value = new string('x', 1001);
        Assert.Equal($"{{1001}}\r\n{value}", await WrittenAsync(output => output.String(value)));
    }

    [Fact]
    public async Task A_date_is_in_utc() =>
        Assert.Equal(
            "\"08-Feb-1994 05:52:25 +0000\"",
            await WrittenAsync(output => output.DateTime(new DateTimeOffset(1994, 2, 7, 21, 52, 25, TimeSpan.FromHours(-8))))
        );

    [Fact]
    public async Task Text_for_people_stays_in_its_line() => Assert.Equal("a  b", await WrittenAsync(output => output.Text("a\r\nb")));

    private static async Task<string> WrittenAsync(Action<ImapWriter> write)
    {
        var connection = new PipeConnection();
        var output = new ImapWriter(connection);
        write(output);
        await output.FlushAsync(default);
        await connection.CloseAsync();
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(await connection.Client.ReadToEndAsync()));
    }
}
