using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Dkim.Rotation;

namespace MailCloud.Cli.Dns;

/// <summary>
/// Looks up the records that a domain needs. A record that somebody has made otherwise, such as an SPF policy with more senders, is taken for theirs as long as it is
/// of the right kind.
/// </summary>
internal sealed class DomainRecords(IDnsResolver dns, ServerNames server)
{
    public async Task<IReadOnlyList<DomainRecord>> LookUpAsync(Domain domain, CancellationToken cancel) =>
        await Task.WhenAll(WantedRecords.Of(domain, server).Select(wanted => LookUpAsync(domain, wanted, cancel)));

    private Task<DomainRecord> LookUpAsync(Domain domain, WantedRecord wanted, CancellationToken cancel) =>
        wanted switch
        {
            { Key: { } key } => KeyAsync(domain, wanted, key, cancel),
            { Data: TextData text } => TextAsync(wanted, text, cancel),
            { Data: ExchangeData exchange } => ExchangeAsync(wanted, exchange, cancel),
            { Data: ServiceData service } => ServiceAsync(wanted, service, cancel),
            { Data: IssuerData issuer } => IssuerAsync(wanted, issuer, cancel),
            { Data: AliasData alias } => AliasAsync(wanted, alias, cancel),
            { Data: AddressData address } => AddressAsync(wanted, address.Address.AddressFamily, [address.Address], cancel),
            { Data.Type: "A" } => AddressAsync(wanted, AddressFamily.InterNetwork, [], cancel),
            _ => NameAsync(wanted, cancel),
        };

    private async Task<DomainRecord> ExchangeAsync(WantedRecord wanted, ExchangeData exchange, CancellationToken cancel)
    {
        var answer = await dns.MailExchangesAsync(wanted.Name, cancel);
        return Judge(wanted, answer, record => IsSame(record.Host, exchange.Host), record => record.Host, "it goes to ");
    }

    private async Task<DomainRecord> ServiceAsync(WantedRecord wanted, ServiceData service, CancellationToken cancel)
    {
        var answer = await dns.ServicesAsync(wanted.Name, cancel);
        return Judge(
            wanted,
            answer,
            record => IsSame(record.Host, service.Host) && record.Port == service.Port,
            record => $"{record.Host}:{record.Port}",
            "it leads to "
        );
    }

    private async Task<DomainRecord> IssuerAsync(WantedRecord wanted, IssuerData issuer, CancellationToken cancel)
    {
        var answer = await dns.IssuersAsync(wanted.Name, cancel);
        // What follows a semicolon are the authority's own parameters (RFC 8659 §4.2).
        return Judge(
            wanted,
            answer,
            record => record.Tag is IssuerData.Tag && IsSame(record.Value.Split(';')[0].Trim(), issuer.Authority),
            record => record.Value,
            "others may: "
        );
    }

    private async Task<DomainRecord> AddressAsync(
        WantedRecord wanted,
        AddressFamily family,
        ImmutableArray<IPAddress> expected,
        CancellationToken cancel
    )
    {
        var answer = await dns.AddressesAsync(wanted.Name, family, cancel);
        var judged = Judge(wanted, answer, address => expected.IsEmpty || expected.Contains(address), address => $"{address}", "it is ");
        if (judged.State is not RecordState.Published)
            return judged;
        var address = expected.IsEmpty ? answer.Records[0] : expected[0];
        var back = await dns.NamesAsync(address, cancel);
        return back.Records.Contains(wanted.Name, StringComparer.OrdinalIgnoreCase)
            ? judged
            : judged with
            {
                Remark = $"{address} does not lead back to {wanted.Name}: many servers refuse mail that is sent from it",
            };
    }

    private async Task<DomainRecord> AliasAsync(WantedRecord wanted, AliasData alias, CancellationToken cancel)
    {
        var (here, there) = (await AddressesAsync(wanted.Name, cancel), await AddressesAsync(alias.Target, cancel));
        return here.Status is DnsStatus.Found && there.Status is not DnsStatus.Found
            ? new DomainRecord(wanted, RecordState.Unknown, $"{alias.Target} is not found")
            : Judge(wanted, here, there.Records.Contains, address => $"{address}", "it leads to ");
    }

    private async Task<DomainRecord> NameAsync(WantedRecord wanted, CancellationToken cancel) =>
        Judge(wanted, await AddressesAsync(wanted.Name, cancel), _ => true, address => $"{address}", "");

    private async Task<DomainRecord> TextAsync(WantedRecord wanted, TextData text, CancellationToken cancel)
    {
        var answer = await dns.TextAsync(wanted.Name, cancel);
        return answer.Status is DnsStatus.Failed
            ? new DomainRecord(wanted, RecordState.Unknown)
            : answer.Records.Count(record => record.StartsWith(text.Kind, StringComparison.OrdinalIgnoreCase)) switch
            {
                0 => new DomainRecord(wanted, RecordState.Missing),
                1 => new DomainRecord(wanted, RecordState.Published),
                _ => new DomainRecord(wanted, RecordState.Different, "there may be only one"),
            };
    }

    private async Task<DomainRecord> KeyAsync(Domain domain, WantedRecord wanted, DkimSelector key, CancellationToken cancel)
    {
        var state = await DkimRotation.LookUpAsync(dns, domain, key, cancel) switch
        {
            DkimRecordState.Published => RecordState.Published,
            DkimRecordState.Missing => RecordState.Missing,
            DkimRecordState.Different => RecordState.Different,
            _ => RecordState.Unknown,
        };
        return new DomainRecord(wanted, state, key.State is DkimSelectorState.Next ? "waits to be published" : "");
    }

    private async Task<DnsAnswer<IPAddress>> AddressesAsync(string name, CancellationToken cancel)
    {
        var four = await dns.AddressesAsync(name, AddressFamily.InterNetwork, cancel);
        return four.Status is DnsStatus.Found ? four : await dns.AddressesAsync(name, AddressFamily.InterNetworkV6, cancel);
    }

    private static DomainRecord Judge<T>(
        WantedRecord wanted,
        DnsAnswer<T> answer,
        Func<T, bool> isOurs,
        Func<T, string> show,
        string otherwise
    ) =>
        answer.Status switch
        {
            DnsStatus.Failed => new DomainRecord(wanted, RecordState.Unknown),
            DnsStatus.Found when answer.Records.Any(isOurs) => new DomainRecord(wanted, RecordState.Published),
            DnsStatus.Found => new DomainRecord(wanted, RecordState.Different, otherwise + string.Join(", ", answer.Records.Select(show))),
            _ => new DomainRecord(wanted, RecordState.Missing),
        };

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
