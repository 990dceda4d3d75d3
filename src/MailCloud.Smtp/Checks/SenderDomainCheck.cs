using System.Net.Sockets;
using MailCloud.Dns;

namespace MailCloud.Smtp.Checks;

/// <summary>
/// A stranger's reverse-path must be one that can be answered: its domain has an MX record or an address (RFC 5321 §5.1), and does not say that it takes no
/// mail (RFC 7505 §4.2).
/// </summary>
internal sealed class SenderDomainCheck(IDnsResolver dns) : ICheck<Sender>
{
    private static readonly CheckResult NoSuchDomain = CheckResult.Reject(550, "5.1.8", "The sender's domain does not exist");
    private static readonly CheckResult TakesNoMail = CheckResult.Reject(550, "5.7.27", "The sender's domain takes no mail");
    private static readonly CheckResult NotNow = CheckResult.Reject(451, "4.4.3", "The sender's domain cannot be looked up now");

    public async ValueTask<CheckResult> CheckAsync(Sender subject, CancellationToken cancellationToken)
    {
        if (!subject.Client.IsStranger || subject.ReversePath.Address is not { } address || address.Domain.StartsWith('['))
            return CheckResult.Accept;
        if (HostName.ToAscii(address.Domain) is not { } domain)
            return NoSuchDomain;

        var exchanges = await dns.MailExchangesAsync(domain, cancellationToken);
        if (exchanges.Status is DnsStatus.Found)
            return exchanges.Records.All(exchange => exchange.Host.Length == 0) ? TakesNoMail : CheckResult.Accept;
        if (exchanges.Status is DnsStatus.NoSuchName)
            return NoSuchDomain;

        var v4 = await dns.AddressesAsync(domain, AddressFamily.InterNetwork, cancellationToken);
        if (v4.Status is DnsStatus.Found)
            return CheckResult.Accept;
        var v6 = await dns.AddressesAsync(domain, AddressFamily.InterNetworkV6, cancellationToken);
        if (v6.Status is DnsStatus.Found)
            return CheckResult.Accept;
        return exchanges.IsVoid && v4.IsVoid && v6.IsVoid ? NoSuchDomain : NotNow;
    }
}
