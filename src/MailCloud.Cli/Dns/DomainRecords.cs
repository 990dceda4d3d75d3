using System.Net;
using System.Net.Sockets;
using MailCloud.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Dkim.Rotation;

namespace MailCloud.Cli.Dns;

/// <summary>
/// Looks up the records that a domain needs so that its mail arrives here, and is believed elsewhere. A record that somebody has made otherwise, such as an SPF policy
/// with more senders, is taken for theirs as long as it is of the right kind.
/// </summary>
/// <param name="hostName">The name of the server that takes the domain's mail.</param>
internal sealed class DomainRecords(IDnsResolver dns, string hostName)
{
    public async Task<IReadOnlyList<DomainRecord>> LookUpAsync(Domain domain, CancellationToken cancel)
    {
        var reports = new Address(RoleAddress.Postmaster, domain.Name);
        var records = new List<DomainRecord>
        {
            await MailExchangeAsync(domain, cancel),
            await HostAsync(cancel),
            await TextAsync("SPF: who sends its mail", domain.Name, "v=spf1", "v=spf1 mx -all", cancel),
        };
        foreach (var selector in domain.DkimSelectors.Where(selector => selector.State is not DkimSelectorState.Retired))
            records.Add(await KeyAsync(domain, selector, cancel));
        records.Add(
            await TextAsync(
                "DMARC: what to do with mail that is not its own",
                $"_dmarc.{domain.Name}",
                "v=DMARC1",
                $"v=DMARC1; p=quarantine; rua=mailto:{reports}",
                cancel
            )
        );
        records.Add(
            await TextAsync(
                "TLS reports: who hears of failures",
                $"_smtp._tls.{domain.Name}",
                "v=TLSRPTv1",
                $"v=TLSRPTv1; rua=mailto:{reports}",
                cancel
            )
        );
        return records;
    }

    private async Task<DomainRecord> MailExchangeAsync(Domain domain, CancellationToken cancel)
    {
        var answer = await dns.MailExchangesAsync(domain.Name, cancel);
        var isOurs = answer.Records.Any(record => string.Equals(record.Host, hostName, StringComparison.OrdinalIgnoreCase));
        var others = string.Join(", ", answer.Records.Select(record => record.Host));
        return new DomainRecord(
            "Where its mail goes",
            "MX",
            domain.Name,
            ZoneLine.Of("MX", domain.Name, $"10 {hostName}."),
            StateOf(answer, isOurs),
            isOurs || others.Length == 0 ? "" : $"it goes to {others}"
        );
    }

    private async Task<DomainRecord> HostAsync(CancellationToken cancel)
    {
        var four = await dns.AddressesAsync(hostName, AddressFamily.InterNetwork, cancel);
        var six = await dns.AddressesAsync(hostName, AddressFamily.InterNetworkV6, cancel);
        var found = four.Status is DnsStatus.Found ? four : six;
        var pointers = found.Records.IsEmpty ? null : await dns.NamesAsync(found.Records[0], cancel);
        return new DomainRecord(
            "Where the server is",
            found == six && found.Status is DnsStatus.Found ? "AAAA" : "A",
            hostName,
            ZoneLine.Of("A", hostName, "<the server's address>"),
            StateOf(found, isRight: true),
            pointers is null || pointers.Records.Contains(hostName, StringComparer.OrdinalIgnoreCase) ? "" : Reverse(found.Records[0])
        );
    }

    private string Reverse(IPAddress address) => $"{address} does not lead back to {hostName}: many servers refuse mail from it";

    private async Task<DomainRecord> TextAsync(string purpose, string name, string version, string wanted, CancellationToken cancel)
    {
        var answer = await dns.TextAsync(name, cancel);
        var count = answer.Records.Count(text => text.StartsWith(version, StringComparison.OrdinalIgnoreCase));
        var state =
            answer.Status is DnsStatus.Failed ? RecordState.Unknown
            : count == 0 ? RecordState.Missing
            : StateOf(answer, count == 1);
        return new DomainRecord(purpose, "TXT", name, ZoneLine.OfText(name, wanted), state, count > 1 ? "there may be only one" : "");
    }

    private async Task<DomainRecord> KeyAsync(Domain domain, DkimSelector selector, CancellationToken cancel)
    {
        var name = DkimRotation.RecordName(domain, selector);
        var state = await DkimRotation.LookUpAsync(dns, domain, selector, cancel) switch
        {
            DkimRecordState.Published => RecordState.Published,
            DkimRecordState.Missing => RecordState.Missing,
            DkimRecordState.Different => RecordState.Different,
            _ => RecordState.Unknown,
        };
        return new DomainRecord(
            "DKIM: a key that signs its mail",
            "TXT",
            name,
            ZoneLine.OfText(name, selector.Record),
            state,
            selector.State is DkimSelectorState.Next ? "waits to be published" : ""
        );
    }

    private static RecordState StateOf<T>(DnsAnswer<T> answer, bool isRight) =>
        answer.Status switch
        {
            DnsStatus.Failed => RecordState.Unknown,
            DnsStatus.Found => isRight ? RecordState.Published : RecordState.Different,
            _ => RecordState.Missing,
        };
}
