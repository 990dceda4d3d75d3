using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;

namespace MailCloud.Mail.Authentication.Legacy;

/// <summary>
/// MD5 (RFC 1321 §3) that can stop after a block and go on from there later. The runtime's cannot; and with it, what is kept for CRAM-MD5 would have to be the
/// password itself.
/// </summary>
internal static class Md5State
{
    public const int BlockOctets = 64;
    public const int Octets = 16;

    private static readonly uint[] Sines = [.. Enumerable.Range(1, 64).Select(i => (uint)(Math.Abs(Math.Sin(i)) * 4294967296.0))];

    private static readonly int[] Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    /// <summary>The state after one block from the beginning.</summary>
    public static byte[] After(ReadOnlySpan<byte> block)
    {
        uint[] state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
        Add(state, block);
        return ToOctets(state);
    }

    /// <summary>The hash of what one block that led to <paramref name="state"/>, and then <paramref name="rest"/>, make together.</summary>
    public static byte[] Finish(ImmutableArray<byte> state, ReadOnlySpan<byte> rest)
    {
        var words = new uint[4];
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(state.AsSpan()[(4 * i)..]);
        // RFC 1321 §3.1, §3.2: a one bit, zeros, and the length in bits at the end of a block.
        var padded = new byte[(rest.Length + 8) / BlockOctets * BlockOctets + BlockOctets];
        rest.CopyTo(padded);
        padded[rest.Length] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(padded.AsSpan(padded.Length - 8), 8UL * (ulong)(BlockOctets + rest.Length));
        for (var i = 0; i < padded.Length; i += BlockOctets)
            Add(words, padded.AsSpan(i, BlockOctets));
        return ToOctets(words);
    }

    // RFC 1321 §3.4.
    private static void Add(uint[] state, ReadOnlySpan<byte> block)
    {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        for (var i = 0; i < 64; i++)
        {
            var (mixed, word) = (i / 16) switch
            {
                0 => ((b & c) | (~b & d), i),
                1 => ((b & d) | (c & ~d), (5 * i + 1) % 16),
                2 => (b ^ c ^ d, (3 * i + 5) % 16),
                _ => (c ^ (b | ~d), 7 * i % 16),
            };
            var sum = a + mixed + Sines[i] + BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * word)..]);
            (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(sum, Shifts[i / 16 * 4 + i % 4]));
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }

    private static byte[] ToOctets(uint[] state)
    {
        var octets = new byte[Octets];
        for (var i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(4 * i), state[i]);
        return octets;
    }
}
