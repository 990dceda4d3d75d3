using System.IO.Pipelines;
using System.Text;
using CsCheck;
using MailCloud.Outbound.Client;

namespace MailCloud.Outbound.Tests.Client;

/// <summary>Replies, whatever a server sends.</summary>
public class ReplyReaderTests
{
    [Fact]
    public async Task Lines_may_end_with_lf_alone_and_be_cut_anywhere()
    {
        var octets = "250-2.1.0 One\n250-\r\n250-2.1.0 Two\r\n250 2.1.0 Three\n220 next"u8.ToArray();
        var pipe = new Pipe();
        var reading = ReplyReader.ReadAsync(pipe.Reader, CancellationToken.None).AsTask();
        foreach (var octet in octets)
            await pipe.Writer.WriteAsync(new[] { octet });
        var reply = await reading;
        Assert.Equal((250, "2.1.0", "One Two Three"), (reply.Code, reply.EnhancedStatus, reply.Text));
    }

    [Fact]
    public void Anything_is_a_reply_or_ends_the_conversation()
    {
        var lines = Gen.OneOf(
            Gen.Const("250-"),
            Gen.Const("250 "),
            Gen.Const("450"),
            Gen.Const("5.1.1 "),
            Gen.Const("\r\n"),
            Gen.Const("\n"),
            Gen.Const("\r"),
            Gen.String[Gen.Char['\0', '\u00FF'], 0, 20]
        );
        lines
            .Array[0, 40]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    var input = PipeReader.Create(new MemoryStream(Encoding.Latin1.GetBytes(text)));
                    try
                    {
                        var reply = ReplyReader.ReadAsync(input, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                        return reply.Code is >= 200 and <= 599 && !reply.Text.Any(char.IsControl) && !reply.Lines.IsEmpty;
                    }
                    catch (ConversationException e)
                    {
                        return e.Status[0] == '4';
                    }
                },
                iter: 10_000
            );
    }
}
