using System.Collections.Immutable;

namespace MailCloud.Certificates.Zones;

/// <summary>The types of records that a zone of ours may hold (RFC 1035 §3.2.2 and later ones).</summary>
public enum DnsRecordType
{
    A,
    Aaaa,
    Cname,
    Mx,
    Srv,
    Caa,
    Txt,
}

/// <summary>All records of one name and type.</summary>
/// <param name="Name">The whole name, in ASCII, without a final dot.</param>
/// <param name="TimeToLive">How long resolvers may keep it, in whole seconds.</param>
/// <param name="Values">
/// As zone files write them, names without a final dot: an address; a host; <c>10 mail.example.org</c> (MX); <c>0 1 993 mail.example.org</c> (SRV: priority,
/// weight, port, target); <c>0 issue "ca.example"</c> (CAA). TXT values are the bare text, however long.
/// </param>
public sealed record DnsRecordSet(string Name, DnsRecordType Type, TimeSpan TimeToLive, ImmutableArray<string> Values)
{
    /// <summary>Whether the values are the same, in whatever order.</summary>
    public bool HasSameValues(ImmutableArray<string> values) =>
        Values.Order(StringComparer.Ordinal).SequenceEqual(values.Order(StringComparer.Ordinal), StringComparer.Ordinal);
}
