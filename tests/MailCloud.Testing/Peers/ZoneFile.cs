using System.Text;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;

namespace MailCloud.Testing.Peers;

/// <summary>A zone as programs load it: its records in master file format (RFC 1035 §5).</summary>
/// <param name="TrustAnchor">The DNSKEY record that validates it; null: it is not signed.</param>
public sealed record ZoneFile(string Name, string Text, string? TrustAnchor = null)
{
    /// <param name="records">One a line, with full names. The zone gets an SOA and an NS record, so that there is one at all.</param>
    public static ZoneFile Plain(string name, params string[] records) =>
        new(
            name,
            string.Join(
                '\n',
                [
                    $"{name}. 300 IN SOA ns.{name}. postmaster.{name}. 1 3600 600 86400 300",
                    $"{name}. 300 IN NS ns.{name}.",
                    $"ns.{name}. 300 IN A 127.0.0.1",
                    .. records,
                    "",
                ]
            )
        );

    /// <summary>The zone signed with a new key (RFC 4035 §2).</summary>
    public ZoneFile Sign()
    {
        // The library drops zeros in front of the two numbers of a key or signature and adds them behind, which no validator takes (RFC 6605 §4): one zone in a dozen is signed again.
        while (true)
            if (SignOnce() is { } signed)
                return signed;
    }

    private ZoneFile? SignOnce()
    {
        var origin = DomainName.Parse(Name);
        using var text = new MemoryStream(Encoding.ASCII.GetBytes(Text));
        var key = DnsKeyRecord.CreateSigningKey(
            origin,
            RecordClass.INet,
            300,
            DnsKeyFlags.Zone | DnsKeyFlags.SecureEntryPoint,
            3,
            DnsSecAlgorithm.EcDsaP256Sha256
        );
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var signed = Zone.ParseMasterFile(origin, text).Sign([key], now.AddHours(-1), now.AddDays(1));
        if (!IsWhole(key.PublicKey) || !signed.OfType<RrSigRecord>().All(record => IsWhole(record.Signature)))
            return null;
        return new ZoneFile(Name, string.Join('\n', [.. signed.Select(record => record.ToString()), ""]), key.ToString());
    }

    /// <summary>Two numbers of 32 octets each, neither of which was moved to the front of its place.</summary>
    private static bool IsWhole(byte[] numbers) => numbers is { Length: 64 } && numbers[31] != 0 && numbers[63] != 0;
}
