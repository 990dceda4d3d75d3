using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>A DNS in a stranger's hands: every name has a record, one of his texts.</summary>
internal sealed class FuzzDns(IReadOnlyList<string> texts) : IDnsResolver
{
    // What one message may cost: more look-ups than any check allows itself.
    private const int MaxQueries = 1000;

    private int queries;

    public ValueTask<DnsAnswer<string>> TextAsync(string name, CancellationToken cancellationToken) => Found(Text(name));

    public ValueTask<DnsAnswer<MailExchange>> MailExchangesAsync(string name, CancellationToken cancellationToken) =>
        Found(new MailExchange(1, $"mx.{name}"), new MailExchange(2, Text(name)));

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        Found(family is AddressFamily.InterNetwork ? IPAddress.Parse("192.0.2.7") : IPAddress.IPv6Loopback);

    public ValueTask<DnsAnswer<string>> NamesAsync(IPAddress address, CancellationToken cancellationToken) =>
        Found("client.example", Text(address.ToString()));

    public ValueTask<DnsAnswer<TlsAssociation>> TlsAssociationsAsync(string name, CancellationToken cancellationToken) =>
        Found(new TlsAssociation(3, 1, 1, []));

    public ValueTask<DnsAnswer<ServiceLocation>> ServicesAsync(string name, CancellationToken cancellationToken) =>
        Found(new ServiceLocation(0, 0, 1, Text(name)));

    public ValueTask<DnsAnswer<IssuerProperty>> IssuersAsync(string name, CancellationToken cancellationToken) =>
        Found(new IssuerProperty(0, "issue", Text(name)));

    private string Text(string name) =>
        texts.Count == 0 ? "" : texts[name.Aggregate(0, (hash, c) => ((hash * 31) + c) & 0xFFFF) % texts.Count];

    private ValueTask<DnsAnswer<T>> Found<T>(params ImmutableArray<T> records) =>
        ++queries > MaxQueries
            ? throw new InvalidOperationException("One message makes us ask without end.")
            : new(new DnsAnswer<T>(DnsStatus.Found, records));
}
