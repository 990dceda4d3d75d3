using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace MailCloud.Dns;

/// <summary>
/// Looks up what mail needs of the DNS. Names are in ASCII (A-labels), with or without the final dot. A look-up never throws for what the DNS says, or
/// fails to say: that is in <see cref="DnsAnswer{T}.Status"/>.
/// </summary>
public interface IDnsResolver
{
    /// <summary>TXT records, the strings of each joined without a space (RFC 7208 §3.3), one <see cref="char"/> an octet.</summary>
    ValueTask<DnsAnswer<string>> TextAsync(string name, CancellationToken cancellationToken);

    /// <summary>MX records (RFC 5321 §5.1), in no order.</summary>
    ValueTask<DnsAnswer<MailExchange>> MailExchangesAsync(string name, CancellationToken cancellationToken);

    /// <summary>A or AAAA records, CNAMEs followed.</summary>
    /// <param name="family"><see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</param>
    ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken);

    /// <summary>PTR records: the names of an address.</summary>
    ValueTask<DnsAnswer<string>> NamesAsync(IPAddress address, CancellationToken cancellationToken);

    /// <summary>TLSA records (RFC 6698 §2.1).</summary>
    ValueTask<DnsAnswer<TlsAssociation>> TlsAssociationsAsync(string name, CancellationToken cancellationToken);

    /// <summary>SRV records, in no order.</summary>
    /// <param name="name">With the service and the protocol in front, such as <c>_imaps._tcp.example.org</c>.</param>
    ValueTask<DnsAnswer<ServiceLocation>> ServicesAsync(string name, CancellationToken cancellationToken);

    /// <summary>CAA records of this very name; those above it are not looked up.</summary>
    ValueTask<DnsAnswer<IssuerProperty>> IssuersAsync(string name, CancellationToken cancellationToken);
}

/// <summary>What came of a look-up.</summary>
public enum DnsStatus
{
    /// <summary>There is at least one record.</summary>
    Found,

    /// <summary>The name exists and has no such record.</summary>
    NoData,

    /// <summary>There is no such name (NXDOMAIN, RFC 8020).</summary>
    NoSuchName,

    /// <summary>It cannot be told now: SERVFAIL, a time-out, an answer that cannot be read. Another try may tell.</summary>
    Failed,
}

/// <summary>The answer to a look-up.</summary>
/// <param name="Records">Empty unless <see cref="DnsStatus.Found"/>.</param>
/// <param name="IsAuthenticated">Whether the resolver validated the answer with DNSSEC (the AD bit, RFC 4035 §3.2.3). Worth what the way to the resolver is worth.</param>
public sealed record DnsAnswer<T>(DnsStatus Status, ImmutableArray<T> Records, bool IsAuthenticated = false)
{
    public static readonly DnsAnswer<T> NoData = new(DnsStatus.NoData, []);
    public static readonly DnsAnswer<T> NoSuchName = new(DnsStatus.NoSuchName, []);
    public static readonly DnsAnswer<T> Failed = new(DnsStatus.Failed, []);

    /// <summary>Whether the DNS says for certain that there is nothing: a void look-up (RFC 7208 §4.6.4).</summary>
    public bool IsVoid => Status is DnsStatus.NoData or DnsStatus.NoSuchName;
}

/// <summary>An MX record.</summary>
/// <param name="Host">In lower case, without a final dot; empty: the domain takes no mail (null MX, RFC 7505 §3).</param>
public readonly record struct MailExchange(int Preference, string Host);

/// <summary>A TLSA record (RFC 6698 §2.1).</summary>
public sealed record TlsAssociation(byte CertificateUsage, byte Selector, byte MatchingType, ImmutableArray<byte> Data);

/// <summary>An SRV record (RFC 2782).</summary>
/// <param name="Host">In lower case, without a final dot; empty: the service is not offered.</param>
public readonly record struct ServiceLocation(int Priority, int Weight, int Port, string Host);

/// <summary>A CAA record (RFC 8659 §4.1): who may issue certificates for a name.</summary>
/// <param name="Tag">In lower case, such as <c>issue</c>.</param>
public readonly record struct IssuerProperty(byte Flags, string Tag, string Value);
