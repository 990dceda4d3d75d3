using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.Imap.Framing;
using MailCloud.Protocol;

namespace MailCloud.Benchmarks;

/// <summary>Cutting pipelined input into lines and commands.</summary>
[InProcess]
[MemoryDiagnoser]
public class Framing
{
    private const int Commands = 1_000;

    private readonly byte[] lines = Repeat("RCPT TO:<somebody@example.org>\r\n");
    private readonly byte[] commands = Repeat("A1 UID FETCH 1:* (FLAGS)\r\nA2 LOGIN {5+}\r\nalice {6+}\r\nsecret\r\n");

    [Benchmark(OperationsPerInvoke = Commands)]
    public int Lines()
    {
        var input = new ReadOnlySequence<byte>(lines);
        var count = 0;
        while (LineFraming.Read(input, maxLength: 512) is { Status: LineStatus.Complete } line)
        {
            input = input.Slice(line.End);
            count++;
        }
        return count;
    }

    /// <summary>Every second command has two literals.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Commands)]
    public async Task<int> ImapCommands()
    {
        var framing = new ImapFraming(new InputConnection(commands));
        var count = 0;
        while ((await framing.ReadAsync(FramingLimits.AfterLogin, CancellationToken.None)).Status == FrameStatus.Command)
            count++;
        return count;
    }

    private static byte[] Repeat(string text) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, Commands)));
}
