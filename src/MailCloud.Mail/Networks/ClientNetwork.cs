using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace MailCloud.Mail.Networks;

/// <summary>What a client's address says. That IPv4 clients of a dual-stack socket look like <c>::ffff:a.b.c.d</c> is known here and nowhere else.</summary>
public static class ClientNetwork
{
    // A site is given at least this much (RFC 6177 §2); who has one has all addresses of it.
    private const int Ipv6SitePrefix = 64;

    private static readonly ImmutableArray<IPNetwork> Private =
    [
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("::1/128"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>The IPv4 address that an IPv4-mapped IPv6 address stands for (RFC 4291 §2.5.5.2); any other as it is.</summary>
    public static IPAddress Plain(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <inheritdoc cref="Plain(IPAddress)"/>
    public static IPEndPoint Plain(this IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    /// <summary>
    /// Whether the address is one of the Internet's and so says who a client is. Others (RFC 1918 §3, RFC 4193 §3, RFC 6598 §7, loopback, link-local) are
    /// those of the operator's own machines, or of a proxy in front of the service.
    /// </summary>
    public static bool IsPublic(this IPAddress address) => !Private.ContainsAddress(address);

    /// <summary>Whether an address is in one of the networks; one that is not known is in none.</summary>
    public static bool ContainsAddress(this ImmutableArray<IPNetwork> networks, IPAddress? address)
    {
        if (address is null || networks.IsEmpty)
            return false;
        var plain = address.Plain();
        return networks.Any(network => network.Contains(plain));
    }

    /// <summary>Whose actions are counted together: an IPv4 address, or the /64 of an IPv6 address.</summary>
    public static IPNetwork Of(IPAddress address) => Of(address, 32, Ipv6SitePrefix);

    /// <summary>The network of an address with a prefix of so many bits.</summary>
    public static IPNetwork Of(IPAddress address, int ipv4Prefix, int ipv6Prefix)
    {
        var plain = address.Plain();
        var prefix = plain.AddressFamily is AddressFamily.InterNetwork ? ipv4Prefix : ipv6Prefix;
        return new IPNetwork(plain, prefix);
    }
}
