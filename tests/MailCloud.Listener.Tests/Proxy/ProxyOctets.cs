using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;

namespace MailCloud.Listener.Tests.Proxy;

/// <summary>Headers of the PROXY protocol as proxies send them.</summary>
internal static class ProxyOctets
{
    public static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    public static byte[] Text(string line) => Encoding.Latin1.GetBytes(line + "\r\n");

    /// <summary>Version 2 with a command, a family and what follows the length.</summary>
    public static byte[] Binary(byte command, byte family, params byte[] rest) =>
        [.. Signature, command, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];

    /// <summary>Version 2, from a client to 198.51.100.1 or 2001:db8::1, port 25.</summary>
    public static byte[] Binary(IPEndPoint client, params byte[] triples)
    {
        var isV6 = client.Address.GetAddressBytes().Length == 16;
        var server = IPAddress.Parse(isV6 ? "2001:db8::1" : "198.51.100.1");
        return Binary(
            0x21,
            (byte)(isV6 ? 0x21 : 0x11),
            [
                .. client.Address.GetAddressBytes(),
                .. server.GetAddressBytes(),
                (byte)(client.Port >> 8),
                (byte)client.Port,
                0,
                25,
                .. triples,
            ]
        );
    }

    public static byte[] Triple(byte type, params byte[] value) => [type, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    /// <summary>Puts the checksum into the last four octets, which are those of a triple of it.</summary>
    public static byte[] Checked(byte[] header)
    {
        var crc = uint.MaxValue;
        foreach (var octet in header)
            crc = BitOperations.Crc32C(crc, octet);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(header.Length - 4), ~crc);
        return header;
    }
}
