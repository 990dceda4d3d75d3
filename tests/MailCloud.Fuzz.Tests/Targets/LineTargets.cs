using System.Buffers;
using MailCloud.Fuzz.Tests.Connections;
using MailCloud.Fuzz.Tests.Fuzzing;
using MailCloud.Protocol;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>What all protocols share of framing.</summary>
internal static class LineTargets
{
    private const int MaxLine = 200;

    public static FuzzTarget Lines { get; } =
        new(
            "lines",
            octets =>
            {
                Assert.Equal(ReadLines(Pieces.Whole(octets)), ReadLines(Pieces.Of(octets)));
                Assert.Equal(Unstuff(Pieces.Whole(octets)), Unstuff(Pieces.Of(octets)));
                var stuffed = Stuff(Pieces.Whole(octets));
                Assert.Equal(stuffed, Stuff(Pieces.Of(octets)));
                // What was written is read: the message, closed with CRLF, and behind it nothing.
                var read = Unstuff(Pieces.Whole(stuffed));
                Assert.True(read is { IsEnded: true, Rest: "" });
                if (HasOnlyCrlf(octets))
                    Assert.Equal(
                        Convert.ToHexString(octets is [.., (byte)'\r', (byte)'\n'] or [] ? octets : [.. octets, .. "\r\n"u8]),
                        read.Message
                    );
            }
        )
        {
            Seeds = () =>
                TranscriptSeeds.Sessions("smtp").Concat(["a\r\n.b\r\n..\r\n.\r\nQUIT\r\n"u8.ToArray(), "a\n.\nb\r.\r\n"u8.ToArray()]),
            Tokens = ["\r\n", "\r\n.\r\n", "\n.\n", "\r.\r", "\r\n..", ".", "\r", "\n"],
        };

    private static bool HasOnlyCrlf(byte[] octets)
    {
        for (var i = 0; i < octets.Length; i++)
            if (
                octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')
                || octets[i] == '\r' && (i + 1 == octets.Length || octets[i + 1] != '\n')
            )
                return false;
        return true;
    }

    private static List<string> ReadLines(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var reader = new LineReader(new FuzzConnection(pieces));
        List<string> lines = [];
        Line line;
        do
        {
            line = reader.ReadAsync(MaxLine, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            lines.Add($"{line.Status} {Convert.ToHexString(line.Text.Span)}");
        } while (line.Status != LineStatus.EndOfInput);
        return lines;
    }

    /// <summary>A message that was taken out of the input, and what followed it, in hexadecimal digits.</summary>
    private sealed record Unstuffed(string Message, string Rest, bool IsEnded);

    private static Unstuffed Unstuff(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var unstuffer = new DotUnstuffer();
        var message = new ArrayBufferWriter<byte>();
        var rest = new ArrayBufferWriter<byte>();
        foreach (var piece in pieces)
        {
            var input = new ReadOnlySequence<byte>(piece);
            while (unstuffer.TryRead(ref input, out var run))
                message.Write(run.Span);
            foreach (var segment in input)
                rest.Write(segment.Span);
        }
        return new Unstuffed(Convert.ToHexString(message.WrittenSpan), Convert.ToHexString(rest.WrittenSpan), unstuffer.Ended);
    }

    private static byte[] Stuff(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var connection = new FuzzConnection([]);
        var stuffer = new DotStuffer(connection.Output);
        foreach (var piece in pieces)
            stuffer.WriteAsync(piece).AsTask().GetAwaiter().GetResult();
        stuffer.End();
        return connection.Answers;
    }
}
