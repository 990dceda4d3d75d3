using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailCloud.Listener.Proxy;

/// <summary>
/// Version 1 of the PROXY protocol (its specification, §2.1).
/// <code>
/// PROXY TCP4 192.0.2.1 198.51.100.1 56324 25
/// </code>
/// </summary>
internal static class ProxyTextHeader
{
    // With CRLF; the specification counts out the longest line that there can be.
    private const int MaxOctets = 107;

    public static ReadOnlySpan<byte> Signature => "PROXY "u8;

    /// <inheritdoc cref="ProxyHeader.Parse"/>
    public static ProxyHeader? Parse(ReadOnlySpan<byte> octets, out int length)
    {
        var line = octets[..Math.Min(octets.Length, MaxOctets)];
        var end = line.IndexOf((byte)'\n');
        length = end + 1;
        if (end < 0)
            return line.Length < MaxOctets ? null : throw new ProxyProtocolException("its line does not end");
        if (line[end - 1] != '\r')
            throw new ProxyProtocolException("its line ends without CR");
        return Parse(Encoding.Latin1.GetString(line[Signature.Length..(end - 1)]).Split(' '));
    }

    private static ProxyHeader Parse(string[] words) =>
        words switch
        {
            // What follows it is to be ignored.
            ["UNKNOWN", ..] => new ProxyHeader(Client: null),
            ["TCP4", var source, var destination, var sourcePort, var destinationPort] => Parse(
                AddressFamily.InterNetwork,
                (source, sourcePort),
                (destination, destinationPort)
            ),
            ["TCP6", var source, var destination, var sourcePort, var destinationPort] => Parse(
                AddressFamily.InterNetworkV6,
                (source, sourcePort),
                (destination, destinationPort)
            ),
            _ => throw new ProxyProtocolException("its line is not well-formed"),
        };

    private static ProxyHeader Parse(AddressFamily family, (string Address, string Port) source, (string Address, string Port) destination)
    {
        _ = new IPEndPoint(Address(family, destination.Address), Port(destination.Port));
        return new ProxyHeader(new IPEndPoint(Address(family, source.Address), Port(source.Port)));
    }

    private static IPAddress Address(AddressFamily family, string text)
    {
        // IPAddress also reads 127.1, 0x7f000001 and scopes, which nobody sends who means well.
        var isPlain =
            family is AddressFamily.InterNetwork
                ? text.Count(c => c == '.') == 3 && text.All(c => char.IsAsciiDigit(c) || c == '.')
                : text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
        return isPlain && IPAddress.TryParse(text, out var address) && address.AddressFamily == family
            ? address
            : throw new ProxyProtocolException("an address is not well-formed");
    }

    private static ushort Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new ProxyProtocolException("a port is not well-formed");
}
