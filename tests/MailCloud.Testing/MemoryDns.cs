using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;

namespace MailCloud.Testing;

/// <summary>A DNS that knows what a test told it. A name without any record does not exist.</summary>
public sealed class MemoryDns : IDnsResolver
{
    private readonly ConcurrentDictionary<string, ImmutableList<object>> zones = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> failing = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was asked for, in order: the record type and the name.</summary>
    public ConcurrentQueue<string> Queries { get; } = new();

    /// <summary>Whether answers are said to be validated by DNSSEC.</summary>
    public bool IsAuthenticated { get; set; }

    public MemoryDns Text(string name, string text) => Add(name, text);

    public MemoryDns MailExchange(string name, int preference, string host) => Add(name, new MailExchange(preference, host));

    public MemoryDns Address(string name, string address) => Add(name, IPAddress.Parse(address));

    public MemoryDns Name(string address, string name) => Add(address, new Pointer(name));

    public MemoryDns TlsAssociation(string name, TlsAssociation association) => Add(name, association);

    /// <summary>Nothing is known of the name any more.</summary>
    public MemoryDns Forget(string name)
    {
        zones.TryRemove(name, out _);
        return this;
    }

    public MemoryDns Service(string name, int port, string host) => Add(name, new ServiceLocation(0, 1, port, host));

    public MemoryDns Issuer(string name, string value) => Add(name, new IssuerProperty(0, "issue", value));

    /// <summary>Look-ups of the name fail until it is told something.</summary>
    public MemoryDns Fail(string name)
    {
        failing[name] = true;
        return this;
    }

    public ValueTask<DnsAnswer<string>> TextAsync(string name, CancellationToken cancellationToken) =>
        Answer("TXT", name, (string text) => text);

    public ValueTask<DnsAnswer<MailExchange>> MailExchangesAsync(string name, CancellationToken cancellationToken) =>
        Answer("MX", name, (MailExchange exchange) => exchange);

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        Answer(
            family is AddressFamily.InterNetwork ? "A" : "AAAA",
            name,
            (IPAddress address) => address,
            address => address.AddressFamily == family
        );

    public ValueTask<DnsAnswer<string>> NamesAsync(IPAddress address, CancellationToken cancellationToken) =>
        Answer("PTR", address.ToString(), (Pointer pointer) => pointer.Name);

    public ValueTask<DnsAnswer<TlsAssociation>> TlsAssociationsAsync(string name, CancellationToken cancellationToken) =>
        Answer("TLSA", name, (TlsAssociation association) => association);

    public ValueTask<DnsAnswer<ServiceLocation>> ServicesAsync(string name, CancellationToken cancellationToken) =>
        Answer("SRV", name, (ServiceLocation location) => location);

    public ValueTask<DnsAnswer<IssuerProperty>> IssuersAsync(string name, CancellationToken cancellationToken) =>
        Answer("CAA", name, (IssuerProperty property) => property);

    private MemoryDns Add(string name, object record)
    {
        failing.TryRemove(name, out _);
        zones.AddOrUpdate(name, [record], (_, records) => records.Add(record));
        return this;
    }

    private ValueTask<DnsAnswer<TResult>> Answer<TRecord, TResult>(
        string type,
        string name,
        Func<TRecord, TResult> select,
        Func<TRecord, bool>? where = null
    )
    {
        Queries.Enqueue($"{type} {name}");
        name = name.TrimEnd('.');
        if (failing.ContainsKey(name))
            return new(DnsAnswer<TResult>.Failed);
        if (!zones.TryGetValue(name, out var records))
            return new(DnsAnswer<TResult>.NoSuchName);
        ImmutableArray<TResult> found = [.. records.OfType<TRecord>().Where(where ?? (_ => true)).Select(select)];
        return new(found.IsEmpty ? DnsAnswer<TResult>.NoData : new DnsAnswer<TResult>(DnsStatus.Found, found, IsAuthenticated));
    }

    private sealed record Pointer(string Name);
}
