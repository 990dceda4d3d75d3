using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MailCloud.SenderAuthentication.Dkim;

namespace MailCloud.SenderAuthentication.Tests.Dkim;

public class BodyHashTests
{
    [Theory]
    [InlineData("", "\r\n", "")]
    [InlineData("\r\n", "\r\n", "")]
    [InlineData("\r\n\r\n\r\n", "\r\n", "")]
    [InlineData("  \t", "  \t\r\n", "")]
    [InlineData(" \r\n \r\n", " \r\n \r\n", "")]
    [InlineData("a", "a\r\n", "a\r\n")]
    [InlineData("a\r\n\r\n\r\n", "a\r\n", "a\r\n")]
    [InlineData("a \t b \r\n\tc\r\n", "a \t b \r\n\tc\r\n", "a b\r\n c\r\n")]
    [InlineData("\r\n\r\na\r\n", "\r\n\r\na\r\n", "\r\n\r\na\r\n")]
    [InlineData("a\r\n \r\n", "a\r\n \r\n", "a\r\n")]
    // Only CRLF ends a line.
    [InlineData("a \nb\n\n", "a \nb\n\n\r\n", "a \nb\n\n\r\n")]
    [InlineData("a \rb\r", "a \rb\r\r\n", "a \rb\r\r\n")]
    [InlineData("a\r\r\n", "a\r\r\n", "a\r\r\n")]
    public void The_canonical_form(string body, string simple, string relaxed)
    {
        Assert.Equal(Sha256(simple), Hash(Canonicalization.Simple, null, Messages.Bytes(body), int.MaxValue).Digest);
        Assert.Equal(Sha256(relaxed), Hash(Canonicalization.Relaxed, null, Messages.Bytes(body), int.MaxValue).Digest);
        Assert.Equal(relaxed.Length, Hash(Canonicalization.Relaxed, null, Messages.Bytes(body), int.MaxValue).Length);
    }

    [Fact]
    public void A_limit_counts_octets_of_the_canonical_form()
    {
        var (digest, length) = Hash(Canonicalization.Relaxed, 5, "a   b  \r\nc\r\n\r\n"u8.ToArray(), 1);
        Assert.Equal(Sha256("a b\r\n"), digest);
        Assert.Equal("a b\r\nc\r\n".Length, length);
    }

    [Fact]
    public void How_the_body_is_cut_and_what_is_held_back_makes_no_difference() =>
        Gen.Select(Gen.Char["a \t\r\n"].Array[0, 30], Gen.Bool, Gen.Long[0, 12], Gen.Int[1, 5])
            .Sample(
                (letters, isRelaxed, limit, cut) =>
                {
                    var canonicalization = isRelaxed ? Canonicalization.Relaxed : Canonicalization.Simple;
                    var canonical = Model(new string(letters), isRelaxed);
                    var body = Messages.Bytes(new string(letters));
                    Assert.Equal((Hex(Sha256(canonical)), canonical.Length), Shown(Hash(canonicalization, null, body, cut)));
                    var counted = canonical[..(int)Math.Min(limit, canonical.Length)];
                    Assert.Equal((Hex(Sha256(counted)), canonical.Length), Shown(Hash(canonicalization, limit, body, cut)));
                },
                iter: 20_000
            );

    [Fact]
    public void A_body_of_any_size_needs_the_same_memory()
    {
        using var hash = new BodyHash(Canonicalization.Relaxed, limit: null);
        var piece = Messages.Bytes(string.Concat(Enumerable.Repeat("text  and more \r\n\r\n", 1000)));
        hash.Append(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            hash.Append(piece);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>RFC 6376 §3.4.3 and §3.4.4 word by word, over the whole body at once.</summary>
    private static string Model(string body, bool isRelaxed)
    {
        var lines = body.Split("\r\n").ToList();
        if (isRelaxed)
        {
            for (var i = 0; i < lines.Count; i++)
                lines[i] = string.Join(' ', lines[i].Split(' ', '\t').Where((word, place) => word.Length > 0 || place == 0)).TrimEnd(' ');
        }
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0)
            return isRelaxed ? "" : "\r\n";
        return string.Join("\r\n", lines) + "\r\n";
    }

    private static (byte[] Digest, long Length) Hash(Canonicalization canonicalization, long? limit, byte[] body, int cut)
    {
        using var hash = new BodyHash(canonicalization, limit);
        foreach (var piece in body.Chunk(Math.Min(cut, Math.Max(body.Length, 1))))
            hash.Append(piece);
        return (hash.Complete(), hash.Length);
    }

    private static (string, int) Shown((byte[] Digest, long Length) hash) => (Hex(hash.Digest), (int)hash.Length);

    private static string Hex(byte[] digest) => Convert.ToHexString(digest);

    private static byte[] Sha256(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
