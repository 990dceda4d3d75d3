using System.IO.Pipelines;
using System.Text;
using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Testing;

namespace MailCloud.Webmail.Tests.Mbox;

public sealed class MboxRoundTripTests
{
    /// <summary>Lines that an mbox could take for its own, and others.</summary>
    private static readonly Gen<string> Line = Gen.OneOf(
        Gen.OneOf<string>(
            "",
            "From here on it goes on",
            "From bob@example.org Thu Jan  1 00:00:00 1970",
            ">From bob@example.org Thu Jan  1 00:00:00 1970",
            ">>>From the start",
            "> From",
            "From",
            " From bob@example.org Thu Jan  1 00:00:00 1970",
            "Subject: From ",
            "Status: RO",
            "X-Status: AFDT",
            "X-Keywords: stranger",
            "X-Mozilla-Status: 0008",
            new string('>', 997) + "From ",
            new string('>', 998) + "From ",
            new string('>', 1000) + "From "
        ),
        Gen.Char[" >From:a\t\u00e4\0\u007f\r"].Array[0, 30].Select(text => new string(text).TrimEnd('\r')),
        Gen.Int[16_370, 16_400].Select(length => new string('x', length)),
        Gen.Int[16_370, 33_000].Select(length => new string('>', length) + "From ")
    );

    private static readonly Gen<StoredMessage> Message = Gen.Select(
        Line.Array[1, 12],
        Gen.Int[0, 31],
        Gen.OneOf<string>("", "$Forwarded", "$Forwarded red", "NonJunk"),
        Gen.Long[0, 4_000_000_000],
        (lines, flags, keywords, date) =>
            new StoredMessage(
                string.Concat(lines.Select(line => line + "\r\n")),
                (MessageFlags)flags,
                keywords,
                DateTimeOffset.FromUnixTimeSeconds(date)
            )
    );

    [Fact]
    public async Task What_is_exported_comes_back_octet_for_octet() =>
        await Gen.Select(Message.Array[1, 8], Gen.Int[1, 4_000])
            .SampleAsync(
                async (messages, piece) =>
                {
                    var world = await MboxWorld.CreateAsync();
                    foreach (var message in messages)
                        await world.AppendAsync(
                            "Archive",
                            Encoding.Latin1.GetBytes(message.Text),
                            message.Flags,
                            [.. message.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
                            message.Date
                        );
                    var mbox = await world.ExportAsync("Archive");
                    var result = await world.ImportAsync("INBOX", InPieces(mbox, piece));
                    Assert.Equal(messages.Length, result.Imported);
                    var back = await world.MessagesAsync("INBOX");
                    Assert.Equal(
                        messages.Select(message => message with { Text = "" }),
                        back.Select(message => message with { Text = "" })
                    );
                    Assert.All(messages.Zip(back), pair => Assert.Equal(pair.First.Text, pair.Second.Text));
                },
                iter: 300
            );

    [Fact]
    public async Task Real_messages_come_back_but_for_their_line_ends()
    {
        var world = await MboxWorld.CreateAsync();
        var files = Corpora.Messages().Where(file => new FileInfo(file.Path).Length is > 0 and < 1_000_000).Take(400).ToList();
        foreach (var file in files)
            await world.AppendAsync("Archive", file.Read(), MessageFlags.Seen, [], DateTimeOffset.UnixEpoch);
        var result = await world.ImportAsync("INBOX", PipeReader.Create(new MemoryStream(await world.ExportAsync("Archive"))));
        Assert.Equal(files.Count, result.Imported);
        var before = await world.MessagesAsync("Archive");
        var after = await world.MessagesAsync("INBOX");
        Assert.All(before.Zip(after), pair => Assert.Equal(Normal(pair.First.Text), Normal(pair.Second.Text)));
    }

    /// <summary>With LF, no CR before it, and one at the end.</summary>
    private static string Normal(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r'));
        var normal = string.Join('\n', lines);
        return normal.EndsWith('\n') ? normal : normal + "\n";
    }

    private static PipeReader InPieces(byte[] file, int piece)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writing = WriteAsync();
        return pipe.Reader;

        async Task WriteAsync()
        {
            foreach (var octets in file.Chunk(piece))
                await pipe.Writer.WriteAsync(octets);
            await pipe.Writer.CompleteAsync();
        }
    }
}
