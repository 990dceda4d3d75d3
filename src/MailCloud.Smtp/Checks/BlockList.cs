using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;

namespace MailCloud.Smtp.Checks;

/// <summary>A list of addresses of spammers, kept in a zone of the DNS (RFC 5782 §2).</summary>
/// <param name="Least">The first of the answers that count; they say why an address is listed (RFC 5782 §2.3).</param>
/// <param name="Most">The last.</param>
public sealed record BlockList(string Zone, IPAddress Least, IPAddress Most)
{
    /// <summary><c>zone</c>, <c>zone=127.0.0.2</c> or <c>zone=127.0.0.2-11</c>; null: none of these.</summary>
    public static BlockList? TryParse(string text)
    {
        var (zone, codes) = text.Split('=', 2) is [var name, var some] ? (name, some) : (text, "127.0.0.0-127.255.255.255");
        var (least, most) = codes.Split('-', 2) is [var first, var last] ? (first, last) : (codes, codes);
        if (!most.Contains('.', StringComparison.Ordinal))
            most = $"{least[..(least.LastIndexOf('.') + 1)]}{most}";
        return HostName.IsWellFormed(zone) && IsCode(least) && IsCode(most)
            ? new BlockList(zone, IPAddress.Parse(least), IPAddress.Parse(most))
            : null;
    }

    /// <summary>The name to look an address up by: its octets, or nibbles (RFC 5782 §2.4), from the last to the first.</summary>
    public string NameOf(IPAddress address)
    {
        var octets = address.GetAddressBytes().Reverse();
        var labels =
            address.AddressFamily is AddressFamily.InterNetwork
                ? octets.Select(octet => octet.ToString(CultureInfo.InvariantCulture))
                : octets.SelectMany(octet => new[] { $"{octet & 0xF:x}", $"{octet >> 4:x}" });
        return $"{string.Join('.', labels)}.{Zone}";
    }

    /// <summary>
    /// Whether an answer says that the address is listed. Any outside 127.0.0.0/8 is a mistake of the zone's (RFC 5782 §2.1), and lists use 127.255.255.0/24 to
    /// tell an asker that he may not ask.
    /// </summary>
    public bool Lists(IPAddress answer) =>
        answer.GetAddressBytes() is [127, var second, var third, _] octets
        && (second, third) is not (255, 255)
        && octets.AsSpan().SequenceCompareTo(Least.GetAddressBytes()) >= 0
        && octets.AsSpan().SequenceCompareTo(Most.GetAddressBytes()) <= 0;

    private static bool IsCode(string text) =>
        text.StartsWith("127.", StringComparison.Ordinal)
        && text.Count(c => c == '.') == 3
        && IPAddress.TryParse(text, out var code)
        && string.Equals(code.ToString(), text, StringComparison.Ordinal);
}
