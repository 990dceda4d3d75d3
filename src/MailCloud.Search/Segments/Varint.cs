using System.Buffers;

namespace MailCloud.Search.Segments;

/// <summary>Small numbers in few octets: seven bits each, the lowest first; the eighth says that more follow.</summary>
internal static class Varint
{
    private const int LongestUInt32 = 5;

    public static void Write(IBufferWriter<byte> writer, uint value)
    {
        var span = writer.GetSpan(LongestUInt32);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        writer.Advance(length);
    }

    /// <summary>Reads a number at a position, and moves that behind it.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static uint Read(ReadOnlySpan<byte> octets, ref int position)
    {
        uint value = 0;
        for (var shift = 0; shift < 7 * LongestUInt32 && position < octets.Length; shift += 7)
        {
            var octet = octets[position++];
            value |= (uint)(octet & 0x7F) << shift;
            if (octet < 0x80)
                return value;
        }
        throw new InvalidDataException("A number of a text index has no end.");
    }
}
