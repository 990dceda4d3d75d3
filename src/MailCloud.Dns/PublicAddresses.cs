using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace MailCloud.Dns;

/// <summary>
/// Which addresses the world can be at. A stranger's DNS must not send us to our own machine, to its neighbours, or to the cloud's metadata service (RFC 6890).
/// </summary>
public static class PublicAddresses
{
    private static readonly ImmutableArray<IPNetwork> Others =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("224.0.0.0/3"),
        // 168.63.129.16 answers in every Azure network, as the platform itself.
        IPNetwork.Parse("168.63.129.16/32"),
        IPNetwork.Parse("::/127"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("fec0::/10"),
        IPNetwork.Parse("ff00::/8"),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96"); // RFC 6052 §2.1
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16"); // RFC 3056 §2

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily is AddressFamily.InterNetworkV6 && Embedded(address) is { } inner)
            address = inner;
        return !Others.Any(network => network.Contains(address));
    }

    // An IPv6 address may stand for an IPv4 one.
    private static IPAddress? Embedded(IPAddress address)
    {
        var octets = address.GetAddressBytes();
        return Translated.Contains(address) ? new IPAddress(octets.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(octets.AsSpan(2, 4))
            : null;
    }
}
