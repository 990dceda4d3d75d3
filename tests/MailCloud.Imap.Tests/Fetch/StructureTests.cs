using System.Text;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Output;
using MailCloud.Mail.Messages;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>Structures of messages that are not in the corpora, and the forms that text has for different clients.</summary>
public class StructureTests
{
    private const string Message = """
        From: Zoë <zoe@example.org>
        Subject: Grüße
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: message/global

        Subject: Über

        --b
        Content-Type: text/plain; charset=utf-8; name*=utf-8''a%00b%0D%0A
        Content-Description: Erklärung

        --b--
        """;

    [Fact]
    public async Task A_client_that_knows_ASCII_gets_nothing_else()
    {
        var (envelope, structure) = await WriteAsync(utf8: false);
        Assert.Contains("\"=?utf-8?", envelope, StringComparison.Ordinal);
        Assert.True(Ascii.IsValid(envelope + structure));
        // Only since UTF8=ACCEPT are messages expected inside of message/global.
        Assert.Contains("(\"message\" \"global\" NIL NIL NIL \"7bit\" 16 NIL NIL NIL NIL)", structure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_has_enabled_UTF8_gets_text_as_it_is()
    {
        var (envelope, structure) = await WriteAsync(utf8: true);
        Assert.Contains("\"Grüße\" ((\"Zoë\" NIL \"zoe\" \"example.org\"))", envelope, StringComparison.Ordinal);
        Assert.Contains("\"global\" NIL NIL NIL \"7bit\" 16 (NIL \"Über\" ", structure, StringComparison.Ordinal);
        Assert.Contains("\"Erklärung\"", structure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_string_can_hold_is_left_out_and_what_no_quoted_one_can_is_a_literal() =>
        Assert.Contains("\"name\" {4}\r\nab\r\n", (await WriteAsync(utf8: false)).Structure, StringComparison.Ordinal);

    [Fact]
    public async Task A_long_subject_in_other_letters_stays_one_line()
    {
        var envelope = new Envelope { Subject = string.Concat(Enumerable.Repeat("Übermäßig lang ", 200)) };
        var written = await WriteAsync(output => EnvelopeItem.Write(envelope, output), utf8: false);
        var read = new ResponseReader(written).Envelope();
        Assert.Equal(envelope.Subject.TrimEnd(), HeaderText.Decode(read.Subject!).TrimEnd());
        Assert.DoesNotContain('\n', read.Subject!);
    }

    private static async Task<(string Envelope, string Structure)> WriteAsync(bool utf8)
    {
        var summary = MessageParser.Parse(Encoding.UTF8.GetBytes(Message.ReplaceLineEndings("\r\n")), "");
        return (
            await WriteAsync(output => EnvelopeItem.Envelope.Write(summary, output), utf8),
            await WriteAsync(output => StructureItems.BodyStructure.Write(summary, output), utf8)
        );
    }

    private static async Task<string> WriteAsync(Action<ImapWriter> write, bool utf8)
    {
        var connection = new PipeConnection();
        write(new ImapWriter(connection) { Utf8 = utf8, Utf8Headers = utf8 });
        await connection.Output.FlushAsync();
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(connection.Client.ReadAvailable()));
    }
}
