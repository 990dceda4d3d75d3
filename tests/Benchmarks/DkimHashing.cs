using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.Benchmarks;

/// <summary>What a body of 1 MiB costs on its way past a DKIM signature, in pieces of 4 KiB. The least possible is the hash alone.</summary>
[InProcess]
[MemoryDiagnoser]
public class DkimHashing
{
    private const int Octets = 1024 * 1024;
    private const int Piece = 4096;

    private readonly byte[] base64 = Body(new string('A', 76) + "\r\n");
    private readonly byte[] text = Body("The quick brown fox jumps over the lazy dog, and does so again and again.\r\n");

    [Benchmark(Baseline = true)]
    public byte[] HashAlone() => SHA256.HashData(base64);

    /// <summary>What an attachment looks like.</summary>
    [Benchmark]
    public void SimpleBase64() => Append("simple/simple", base64);

    [Benchmark]
    public void RelaxedBase64() => Append("relaxed/relaxed", base64);

    /// <summary>Every blank is looked at.</summary>
    [Benchmark]
    public void RelaxedText() => Append("relaxed/relaxed", text);

    private static void Append(string canonicalization, byte[] body)
    {
        var header =
            $"DKIM-Signature: v=1; a=rsa-sha256; c={canonicalization}; d=example.com; s=s; h=from; bh=AAAA; b=AAAA\r\nFrom: a@example.com\r\n\r\n";
        using var message = new HashedMessage(Encoding.ASCII.GetBytes(header));
        _ = new DkimVerifier(message, TimeProvider.System);
        for (var start = 0; start < body.Length; start += Piece)
            message.Append(body.AsSpan(start, Math.Min(Piece, body.Length - start)));
    }

    private static byte[] Body(string line) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, Octets / line.Length)));
}
