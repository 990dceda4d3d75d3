using System.Net;
using CsCheck;
using MailCloud.Listener.Proxy;

namespace MailCloud.Listener.Tests.Proxy;

/// <summary>Headers of both versions, whole, cut anywhere, and hostile.</summary>
public class ProxyHeaderTests
{
    private static readonly IPEndPoint V4 = IPEndPoint.Parse("192.0.2.1:56324");
    private static readonly IPEndPoint V6 = IPEndPoint.Parse("[2001:db8:ffff::1]:65535");

    public static TheoryData<string, string?> TextLines() =>
        new()
        {
            { "PROXY TCP4 192.0.2.1 198.51.100.1 56324 25", "192.0.2.1:56324" },
            { "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535", "255.255.255.255:65535" },
            { "PROXY TCP6 2001:db8:ffff::1 2001:db8::1 65535 25", "[2001:db8:ffff::1]:65535" },
            { "PROXY TCP6 ::ffff:192.0.2.1 ::1 1 25", "[::ffff:192.0.2.1]:1" },
            { "PROXY UNKNOWN", null },
            { "PROXY UNKNOWN ffff::1 ffff::2 1 2 and whatever else", null },
        };

    [Theory]
    [MemberData(nameof(TextLines))]
    public void A_line_of_text_names_the_client(string line, string? client) =>
        AssertHeader(ProxyOctets.Text(line), client is null ? null : IPEndPoint.Parse(client), isLocal: false);

    [Fact]
    public void A_binary_header_names_the_client()
    {
        AssertHeader(ProxyOctets.Binary(V4), V4, isLocal: false);
        AssertHeader(ProxyOctets.Binary(V6), V6, isLocal: false);
    }

    [Fact]
    public void Triples_are_skipped_and_a_checksum_is_verified()
    {
        byte[] triples =
        [
            .. ProxyOctets.Triple(0x01, "h2"u8.ToArray()),
            .. ProxyOctets.Triple(0x04),
            .. ProxyOctets.Triple(0x20, new byte[300]),
        ];
        AssertHeader(ProxyOctets.Binary(V4, triples), V4, isLocal: false);

        var header = ProxyOctets.Checked(ProxyOctets.Binary(V6, [.. triples, .. ProxyOctets.Triple(0x03, new byte[4])]));
        AssertHeader(header, V6, isLocal: false);
        // An octet of the checksum's own type makes it another triple.
        var type = header.Length - 7;
        for (var i = ProxyOctets.Signature.Length + 4; i < header.Length; i++)
        {
            if (i == type)
                continue;
            var damaged = (byte[])header.Clone();
            damaged[i] ^= 0x01;
            Assert.Throws<ProxyProtocolException>(() => ProxyHeader.Parse(damaged, out _));
        }
    }

    [Fact]
    public void A_proxy_may_speak_for_itself_or_name_nobody()
    {
        AssertHeader(ProxyOctets.Binary(0x20, 0x00), null, isLocal: true);
        AssertHeader(ProxyOctets.Binary(0x20, 0xFF, 1, 2, 3), null, isLocal: true);
        AssertHeader(ProxyOctets.Binary(0x21, 0x00), null, isLocal: false);
        AssertHeader(ProxyOctets.Binary(0x21, 0x31, new byte[216]), null, isLocal: false);
    }

    public static TheoryData<string> HostileLines() =>
        [
            "PROXY",
            "PROXY ",
            "PROXY TCP4",
            "PROXY TCP4 192.0.2.1 198.51.100.1 56324",
            "PROXY TCP4 192.0.2.1 198.51.100.1 56324 25 ",
            "PROXY TCP4  192.0.2.1 198.51.100.1 56324 25",
            "PROXY TCP4 192.0.2.1 198.51.100.1 56324 65536",
            "PROXY TCP4 192.0.2.1 198.51.100.1 -1 25",
            "PROXY TCP4 192.0.2.1 198.51.100.1 +1 25",
            "PROXY TCP4 192.0.2.1 198.51.100 56324 25",
            "PROXY TCP4 192.0.2.256 198.51.100.1 56324 25",
            "PROXY TCP4 0x7f000001 198.51.100.1 56324 25",
            "PROXY TCP4 2001:db8::1 2001:db8::2 56324 25",
            "PROXY TCP6 192.0.2.1 198.51.100.1 56324 25",
            "PROXY TCP6 fe80::1%eth0 2001:db8::2 56324 25",
            "PROXY TCP6 [2001:db8::1] 2001:db8::2 56324 25",
            "PROXY UDP4 192.0.2.1 198.51.100.1 56324 25",
            "PROXY tcp4 192.0.2.1 198.51.100.1 56324 25",
            "PROXY TCP4 192.0.2.1 198.51.100.1 56324 25\n",
            "PROXYTCP4 192.0.2.1 198.51.100.1 56324 25",
            "proxy TCP4 192.0.2.1 198.51.100.1 56324 25",
            "EHLO client.example",
            " PROXY UNKNOWN",
            "PROXY UNKNOWN " + new string('x', 100),
        ];

    [Theory]
    [MemberData(nameof(HostileLines))]
    public void A_line_that_is_none_is_refused(string line) =>
        Assert.Throws<ProxyProtocolException>(() => ProxyHeader.Parse(ProxyOctets.Text(line), out _));

    public static TheoryData<byte[]> HostileOctets() =>
        [
            ProxyOctets.Binary(0x11, 0x11, new byte[12]),
            ProxyOctets.Binary(0x31, 0x11, new byte[12]),
            ProxyOctets.Binary(0x22, 0x11, new byte[12]),
            ProxyOctets.Binary(0x2F, 0x11, new byte[12]),
            ProxyOctets.Binary(0x21, 0x12, new byte[12]),
            ProxyOctets.Binary(0x21, 0x22, new byte[36]),
            ProxyOctets.Binary(0x21, 0x41, new byte[36]),
            ProxyOctets.Binary(0x21, 0x11, new byte[11]),
            ProxyOctets.Binary(0x21, 0x21, new byte[35]),
            ProxyOctets.Binary(0x21, 0x31, new byte[215]),
            ProxyOctets.Binary(0x21, 0x11, new byte[13]),
            ProxyOctets.Binary(V4, 0x04, 0x00),
            ProxyOctets.Binary(V4, 0x04, 0x00, 0x01),
            ProxyOctets.Binary(V4, 0x04, 0xFF, 0xFF, 0x00),
            ProxyOctets.Binary(V4, ProxyOctets.Triple(0x03, 1, 2, 3)),
            ProxyOctets.Binary(V4, ProxyOctets.Triple(0x03, 0, 0, 0, 0)),
            ProxyOctets.Binary(V4, new byte[ProxyHeader.MaxOctets]),
            (byte[])[.. ProxyOctets.Signature, 0x21, 0x11, 0xFF, 0xFF],
        ];

    [Theory]
    [MemberData(nameof(HostileOctets))]
    public void Octets_that_are_none_are_refused(byte[] octets) =>
        Assert.Throws<ProxyProtocolException>(() => ProxyHeader.Parse(octets, out _));

    [Fact]
    public void Whatever_arrives_is_a_header_or_the_beginning_of_one_or_refused() =>
        Gen.Select(Gen.Bool, Gen.Byte.Array[0, 64])
            .Sample(
                (isBinary, tail) =>
                {
                    byte[] octets = [.. isBinary ? ProxyOctets.Signature : "PROXY "u8.ToArray(), .. tail];
                    try
                    {
                        if (ProxyHeader.Parse(octets, out var length) is not null)
                            Assert.InRange(length, 1, octets.Length);
                    }
                    catch (ProxyProtocolException)
                    {
                        // Refused: the one other outcome.
                    }
                }
            );

    /// <summary>The header is found in front of other octets, and each beginning of it asks for more.</summary>
    private static void AssertHeader(byte[] header, IPEndPoint? client, bool isLocal)
    {
        for (var length = 0; length < header.Length; length++)
            Assert.Null(ProxyHeader.Parse(header.AsSpan(0, length), out _));
        var found = ProxyHeader.Parse([.. header, .. "EHLO client.example\r\n"u8], out var end);
        Assert.Equal(header.Length, end);
        Assert.Equal(new ProxyHeader(client, isLocal), found);
    }
}
