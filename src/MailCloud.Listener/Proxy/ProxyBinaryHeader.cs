using System.Buffers.Binary;
using System.Net;
using System.Numerics;

namespace MailCloud.Listener.Proxy;

/// <summary>
/// Version 2 of the PROXY protocol (its specification, §2.2): the signature, version and command, family and transport, the length of what follows, the
/// addresses, and type-length-value triples, of which the checksum alone concerns us.
/// </summary>
internal static class ProxyBinaryHeader
{
    private const int FixedOctets = 16;
    private const byte ChecksumType = 3;
    private const int ChecksumOctets = 4;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <inheritdoc cref="ProxyHeader.Parse"/>
    public static ProxyHeader? Parse(ReadOnlySpan<byte> octets, out int length)
    {
        length = FixedOctets;
        if (octets.Length < FixedOctets)
            return null;
        length += BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);
        if (length > ProxyHeader.MaxOctets)
            throw new ProxyProtocolException("it is too long");
        if (octets.Length < length)
            return null;

        var header = octets[..length];
        // A proxy that speaks for itself may put anything where addresses would be.
        return header[12] switch
        {
            0x20 => new ProxyHeader(Client: null, IsLocal: true),
            0x21 => ParseProxied(header),
            _ => throw new ProxyProtocolException("its version or command is unknown"),
        };
    }

    private static ProxyHeader ParseProxied(ReadOnlySpan<byte> header)
    {
        // Streams only: a datagram carries no mail. AF_UNSPEC and AF_UNIX have no address of the Internet.
        var (addressOctets, addressesOctets) = header[13] switch
        {
            0x00 => (0, 0),
            0x11 => (4, 12),
            0x21 => (16, 36),
            0x31 => (0, 216),
            _ => throw new ProxyProtocolException("its address family or transport is unknown"),
        };
        var rest = header[FixedOctets..];
        if (rest.Length < addressesOctets)
            throw new ProxyProtocolException("its addresses are cut off");
        VerifyChecksum(header, FixedOctets + addressesOctets);
        if (addressOctets == 0)
            return new ProxyHeader(Client: null);
        var port = BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * addressOctets)..]);
        return new ProxyHeader(new IPEndPoint(new IPAddress(rest[..addressOctets]), port));
    }

    /// <summary>Walks over the triples from <paramref name="start"/> on.</summary>
    private static void VerifyChecksum(ReadOnlySpan<byte> header, int start)
    {
        for (var rest = header[start..]; !rest.IsEmpty; )
        {
            var length = rest.Length >= 3 ? BinaryPrimitives.ReadUInt16BigEndian(rest[1..]) : int.MaxValue;
            if (length > rest.Length - 3)
                throw new ProxyProtocolException("a value is cut off");
            if (rest[0] == ChecksumType && !IsChecksum(header, header.Length - rest.Length + 3, length))
                throw new ProxyProtocolException("its checksum is wrong");
            rest = rest[(3 + length)..];
        }
    }

    /// <summary>Whether the value at a place is the header's CRC-32C, in which the value itself counts as zeros.</summary>
    private static bool IsChecksum(ReadOnlySpan<byte> header, int place, int length)
    {
        if (length != ChecksumOctets)
            return false;
        var crc = uint.MaxValue;
        for (var i = 0; i < header.Length; i++)
            crc = BitOperations.Crc32C(crc, i >= place && i < place + ChecksumOctets ? (byte)0 : header[i]);
        return ~crc == BinaryPrimitives.ReadUInt32BigEndian(header[place..]);
    }
}
