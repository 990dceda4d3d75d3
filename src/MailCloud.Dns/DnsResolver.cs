using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Logging;

namespace MailCloud.Dns;

/// <summary>Asks the recursive resolvers of <see cref="DnsSettings"/>, over UDP, and over TCP what does not fit.</summary>
public sealed class DnsResolver : IDnsResolver
{
    private readonly RecordLookup<TxtRecord, string> texts;
    private readonly RecordLookup<MxRecord, MailExchange> exchanges;
    private readonly RecordLookup<ARecord, IPAddress> addresses4;
    private readonly RecordLookup<AaaaRecord, IPAddress> addresses6;
    private readonly RecordLookup<PtrRecord, string> pointers;
    private readonly RecordLookup<TlsaRecord, TlsAssociation> associations;
    private readonly RecordLookup<SrvRecord, ServiceLocation> services;
    private readonly RecordLookup<CaaRecord, IssuerProperty> issuers;

    public DnsResolver(DnsSettings settings, TimeProvider time, ILogger<DnsResolver> logger)
    {
        var client = new LookupClient(Options(settings));
        var isBelieved = settings.IsTrusted || client.NameServers.All(IsOnThisMachine);

        texts = Lookup<TxtRecord, string>(QueryType.TXT, record => Octets(string.Concat(record.EscapedText)));
        exchanges = Lookup<MxRecord, MailExchange>(QueryType.MX, record => new MailExchange(record.Preference, Name(record.Exchange)));
        addresses4 = Lookup<ARecord, IPAddress>(QueryType.A, record => record.Address);
        addresses6 = Lookup<AaaaRecord, IPAddress>(QueryType.AAAA, record => record.Address);
        pointers = Lookup<PtrRecord, string>(QueryType.PTR, record => Name(record.PtrDomainName));
        associations = Lookup<TlsaRecord, TlsAssociation>(QueryType.TLSA, Association);
        services = Lookup<SrvRecord, ServiceLocation>(
            QueryType.SRV,
            record => new ServiceLocation(record.Priority, record.Weight, record.Port, Name(record.Target))
        );
        issuers = Lookup<CaaRecord, IssuerProperty>(
            QueryType.CAA,
            record => new IssuerProperty(record.Flags, record.Tag.ToLowerInvariant(), record.Value)
        );

        RecordLookup<TRecord, TResult> Lookup<TRecord, TResult>(QueryType type, Func<TRecord, TResult> select)
            where TRecord : DnsResourceRecord => new(client, type, select, isBelieved, time, logger);
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> TextAsync(string name, CancellationToken cancellationToken) =>
        texts.AskAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<MailExchange>> MailExchangesAsync(string name, CancellationToken cancellationToken) =>
        exchanges.AskAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        family is AddressFamily.InterNetworkV6
            ? addresses6.AskAsync(name, cancellationToken)
            : addresses4.AskAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> NamesAsync(IPAddress address, CancellationToken cancellationToken) =>
        pointers.AskAsync((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetArpaName(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<TlsAssociation>> TlsAssociationsAsync(string name, CancellationToken cancellationToken) =>
        associations.AskAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<ServiceLocation>> ServicesAsync(string name, CancellationToken cancellationToken) =>
        services.AskAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<IssuerProperty>> IssuersAsync(string name, CancellationToken cancellationToken) =>
        issuers.AskAsync(name, cancellationToken);

    private static LookupClientOptions Options(DnsSettings settings)
    {
        var options = settings.Servers.IsEmpty ? new LookupClientOptions() : new LookupClientOptions([.. settings.Servers]);
        options.AutoResolveNameServers = settings.Servers.IsEmpty;
        options.Timeout = settings.Timeout;
        options.Retries = 1;
        options.ThrowDnsErrors = false;
        options.ContinueOnDnsError = true;
        options.ContinueOnEmptyResponse = false;
        // The library's own has no bound.
        options.UseCache = false;
        // Without it a validating resolver does not say whether it has validated (RFC 6840 §5.7).
        options.RequestDnsSecRecords = true;
        options.ExtendedDnsBufferSize = 1232;
        return options;
    }

    private static bool IsOnThisMachine(NameServer server) =>
        IPAddress.TryParse(server.Address, out var address) && IPAddress.IsLoopback(address);

    private static string Name(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();

    private static TlsAssociation Association(TlsaRecord record) =>
        new((byte)record.CertificateUsage, (byte)record.Selector, (byte)record.MatchingType, [.. record.CertificateAssociationData]);

    /// <summary>
    /// Puts octets in the place of the library's escapes, which are a backslash before a quote, and a backslash and three digits for what is no printable ASCII:
    /// the library's plain form has lost octets that are no UTF-8.
    /// </summary>
    private static string Octets(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (
                escaped[i] is '\\'
                && i + 3 < escaped.Length
                && byte.TryParse(escaped.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet)
                && octet is < (byte)' ' or > (byte)'~'
            )
                (_, i) = (text.Append((char)octet), i + 3);
            else if (escaped[i] is not '\\' || i + 1 == escaped.Length || escaped[i + 1] is not '"')
                text.Append(escaped[i]);
        }
        return text.ToString();
    }
}
