using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;
using YamlDotNet.RepresentationModel;

namespace MailCloud.SenderAuthentication.Tests.Spf;

/// <summary>
/// A zone of the SPF test suite. Its records of the old type SPF stand for TXT records where a name has none and does not say <c>TXT: NONE</c>; a name
/// with <c>TIMEOUT</c> does not answer about types that it does not list.
/// </summary>
internal sealed class SuiteZone : IDnsResolver
{
    private readonly Dictionary<string, List<(string Type, YamlNode? Value)>> names = new(StringComparer.OrdinalIgnoreCase);

    public SuiteZone(YamlMappingNode data)
    {
        foreach (var (name, records) in data)
            names[$"{name}"] = [.. ((YamlSequenceNode)records).Select(Read)];
    }

    public ValueTask<DnsAnswer<string>> TextAsync(string name, CancellationToken cancellationToken) => new(Find(name, "TXT", Text));

    public ValueTask<DnsAnswer<MailExchange>> MailExchangesAsync(string name, CancellationToken cancellationToken) =>
        new(Find(name, "MX", value => new MailExchange(int.Parse($"{value[0]}"), $"{value[1]}".TrimEnd('.'))));

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        new(Find(name, family is AddressFamily.InterNetwork ? "A" : "AAAA", value => IPAddress.Parse($"{value}")));

    public ValueTask<DnsAnswer<string>> NamesAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var octets = address.GetAddressBytes();
        var name =
            address.AddressFamily is AddressFamily.InterNetwork
                ? string.Join('.', octets.Reverse()) + ".in-addr.arpa"
                : string.Join('.', Convert.ToHexStringLower(octets).Reverse()) + ".ip6.arpa";
        return new(Find(name, "PTR", value => $"{value}".TrimEnd('.')));
    }

    public ValueTask<DnsAnswer<TlsAssociation>> TlsAssociationsAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException("SPF asks for no TLSA records.");

    public ValueTask<DnsAnswer<ServiceLocation>> ServicesAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException("SPF asks for no SRV records.");

    public ValueTask<DnsAnswer<IssuerProperty>> IssuersAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException("SPF asks for no CAA records.");

    private DnsAnswer<T> Find<T>(string name, string type, Func<YamlNode, T> read, int aliases = 0)
    {
        if (!HostName.IsWellFormed(name) || !names.TryGetValue(name.TrimEnd('.'), out var records))
            return DnsAnswer<T>.NoSuchName;
        if (records.Find(record => record.Type is "CNAME") is { Value: { } target } && aliases < 10)
            return Find($"{target}", type, read, aliases + 1);

        var found = records.Where(record => record.Type == type && $"{record.Value}" is not "NONE").ToList();
        if (type is "TXT" && !records.Exists(record => record.Type is "TXT"))
            found = records.FindAll(record => record.Type is "SPF");
        if (found.Count > 0)
            return new DnsAnswer<T>(DnsStatus.Found, found.Select(record => read(record.Value!)).ToImmutableArray());
        return records.Exists(record => record.Type is "TIMEOUT") ? DnsAnswer<T>.Failed : DnsAnswer<T>.NoData;
    }

    private static (string Type, YamlNode? Value) Read(YamlNode record) =>
        record is YamlMappingNode mapping ? ($"{mapping.Single().Key}", mapping.Single().Value) : ($"{record}", null);

    private static string Text(YamlNode value) =>
        value is YamlSequenceNode strings ? string.Concat(strings.Select(each => $"{each}")) : $"{value}";
}
