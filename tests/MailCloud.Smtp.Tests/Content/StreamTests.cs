using System.Text;
using CsCheck;

namespace MailCloud.Smtp.Tests.Content;

/// <summary>A message arrives in the spool octet by octet as it was sent, however the network cuts it.</summary>
public class StreamTests
{
    // What is dangerous in a message, and a little of everything else.
    private static readonly Gen<byte[]> Contents = Gen.OneOf(
            Gen.OneOf<string>("\r\n", ".", "\r", "\n", "\r\n.", "\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "QUIT\r\n", "a", "é", "\0")
                .Select(Encoding.UTF8.GetBytes),
            Gen.Byte.Array[1, 20]
        )
        .Array[0, 60]
        // Behind a header: in one not all of this is taken.
        .Select(pieces => (byte[])[.. "X: y\r\n\r\n"u8, .. pieces.SelectMany(piece => piece)]);

    [Fact]
    public Task DATA_in_any_pieces() =>
        Gen.Select(Contents, Gen.Int[1, 12].Array[1, 30])
            .SampleAsync(
                async (content, cuts) =>
                {
                    var world = await SmtpWorld.CreateAsync();
                    var talk = world.Connect();
                    await talk.GreetAsync();
                    await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "DATA");
                    await SendInPiecesAsync(talk, [.. Stuffed(content), .. "NOOP\r\n"u8], cuts);
                    Assert.StartsWith("250 2.0.0 Accepted as ", await talk.ReplyAsync());
                    Assert.Equal("250 2.0.0 Ok", await talk.ReplyAsync());
                    Assert.Equal(Ended(content), Assert.Single(world.Spool.Messages).Content);
                },
                iter: 300
            );

    [Fact]
    public Task BDAT_in_any_chunks_and_pieces() =>
        Gen.Select(Contents, Gen.Int[0, 40].Array[1, 8], Gen.Int[1, 12].Array[1, 30])
            .SampleAsync(
                async (content, chunks, cuts) =>
                {
                    var world = await SmtpWorld.CreateAsync();
                    var talk = world.Connect();
                    await talk.GreetAsync();
                    await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>");
                    var (stream, count) = Chunked(content, chunks);
                    await SendInPiecesAsync(talk, stream, cuts);
                    for (var i = 0; i < count; i++)
                        Assert.EndsWith(" octets received", await talk.ReplyAsync());
                    Assert.StartsWith("250 2.0.0 Accepted as ", await talk.ReplyAsync());
                    Assert.Equal(content, Assert.Single(world.Spool.Messages).Content);
                },
                iter: 300
            );

    [Fact]
    public async Task A_line_of_megabytes_passes()
    {
        var world = await SmtpWorld.CreateAsync();
        var talk = world.Connect();
        await talk.GreetAsync();
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "DATA");
        await talk.Client.SendAsync("\r\n");
        var piece = new string('x', 64 * 1024);
        for (var i = 0; i < 64; i++)
            await talk.Client.SendAsync(piece);
        await talk.SucceedAsync("\r\n.");
        Assert.Equal(64 * piece.Length + 4, Assert.Single(world.Spool.Messages).Content.Length);
    }

    private static async Task SendInPiecesAsync(SmtpTalk talk, byte[] octets, int[] cuts)
    {
        for (int from = 0, i = 0; from < octets.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], octets.Length - from);
            await talk.Client.SendAsync(octets.AsMemory(from, length));
            from += length;
        }
    }

    // The client's side of RFC 5321 §4.5.2, written without regard to speed.
    private static byte[] Stuffed(byte[] content)
    {
        var stuffed = new List<byte>();
        var ended = Ended(content);
        for (var i = 0; i < ended.Length; i++)
        {
            if (ended[i] == '.' && (i == 0 || (i >= 2 && ended[i - 2] == '\r' && ended[i - 1] == '\n')))
                stuffed.Add((byte)'.');
            stuffed.Add(ended[i]);
        }
        return [.. stuffed, .. ".\r\n"u8];
    }

    // DATA carries lines: a client ends the last one, unless there is none.
    private static byte[] Ended(byte[] content) =>
        content.Length == 0 || content.AsSpan().EndsWith("\r\n"u8) ? content : [.. content, .. "\r\n"u8];

    private static (byte[] Stream, int Count) Chunked(byte[] content, int[] sizes)
    {
        var stream = new List<byte>();
        var (from, count) = (0, 0);
        for (; count < sizes.Length; count++)
        {
            var size = Math.Min(sizes[count], content.Length - from);
            stream.AddRange(Encoding.ASCII.GetBytes($"BDAT {size}\r\n"));
            stream.AddRange(content.AsSpan(from, size));
            from += size;
        }
        stream.AddRange(Encoding.ASCII.GetBytes($"BDAT {content.Length - from} LAST\r\n"));
        stream.AddRange(content.AsSpan(from));
        return ([.. stream], count);
    }
}
