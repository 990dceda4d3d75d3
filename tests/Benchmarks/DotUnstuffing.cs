using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.Protocol;

namespace MailCloud.Benchmarks;

/// <summary>A message of 1 MiB out of DATA's input.</summary>
[InProcess]
[MemoryDiagnoser]
public class DotUnstuffing
{
    private const int Octets = 1024 * 1024;

    private readonly byte[] base64 = Message(new string('A', 76) + "\r\n");
    private readonly byte[] dots = Message("..\r\n");

    /// <summary>What an attachment looks like.</summary>
    [Benchmark(Baseline = true)]
    public long Base64Lines() => Unstuff(base64);

    /// <summary>The worst there is: every line loses its first octet.</summary>
    [Benchmark]
    public long NothingButDots() => Unstuff(dots);

    private static long Unstuff(byte[] sent)
    {
        var unstuffer = new DotUnstuffer();
        var input = new ReadOnlySequence<byte>(sent);
        long length = 0;
        while (unstuffer.TryRead(ref input, out var run))
            length += run.Length;
        return length;
    }

    private static byte[] Message(string line) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, Octets / line.Length)) + ".\r\n");
}
