using MailCloud.Discovery;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.TransportSecurity;
using MailCloud.SenderAuthentication.Dkim.Rotation;

namespace MailCloud.Cli.Dns;

/// <summary>The records that a domain needs so that its mail arrives here, is believed elsewhere, and mail programs set themselves up.</summary>
internal static class WantedRecords
{
    public static IEnumerable<WantedRecord> Of(Domain domain, ServerNames server) =>
        [
            new("Where its mail goes", domain.Name, new ExchangeData(10, server.Host)),
            .. Host(server),
            .. Senders(domain),
            .. Transport(domain, server),
            .. Web(domain, server),
            .. Programs(domain, server),
            .. Authority(domain, server),
        ];

    private static IEnumerable<WantedRecord> Host(ServerNames server)
    {
        const string Purpose = "Where the server is";
        return server.Addresses.IsEmpty
            ? [new(Purpose, server.Host, new UnnamedData("A", "the server's address: --address"))]
            : server.Addresses.Select(address => new WantedRecord(Purpose, server.Host, new AddressData(address)));
    }

    /// <summary>Those of the keys that sign a domain's mail, or will.</summary>
    public static IEnumerable<WantedRecord> Keys(Domain domain) =>
        domain
            .DkimSelectors.Where(selector => selector.State is not DkimSelectorState.Retired)
            .Select(selector => new WantedRecord(
                "DKIM: a key that signs its mail",
                DkimRotation.RecordName(domain, selector),
                new TextData(selector.Record),
                selector
            ));

    private static IEnumerable<WantedRecord> Senders(Domain domain) =>
        [
            new("SPF: who sends its mail", domain.Name, new TextData("v=spf1 mx -all")),
            .. Keys(domain),
            new(
                "DMARC: what to do with mail that is not its own",
                $"_dmarc.{domain.Name}",
                new TextData($"v=DMARC1; p=quarantine; rua=mailto:{Reports(domain)}")
            ),
        ];

    private static IEnumerable<WantedRecord> Transport(Domain domain, ServerNames server)
    {
        yield return new(
            "TLS reports: who hears of failures",
            $"_smtp._tls.{domain.Name}",
            new TextData($"v=TLSRPTv1; rua=mailto:{Reports(domain)}")
        );
        if (server.MtaSts is not StsMode.None)
            yield return new(
                "MTA-STS: it has a policy on TLS",
                $"_mta-sts.{domain.Name}",
                new TextData($"v=STSv1; id={OwnStsPolicy.For(server.MtaSts, server.Host).Id};")
            );
    }

    private static IEnumerable<WantedRecord> Web(Domain domain, ServerNames server)
    {
        foreach (var label in ServerNames.WebLabels.Where(label => label is not "mta-sts" || server.MtaSts is not StsMode.None))
            yield return new(
                label switch
                {
                    "webmail" => "The webmail",
                    "mta-sts" => "MTA-STS: where the policy is",
                    "autoconfig" => "Set-up of Thunderbird and others",
                    _ => "Set-up of Outlook",
                },
                $"{label}.{domain.Name}",
                server.WebHost is { } web ? new AliasData(web) : new UnnamedData("CNAME", "the host of the functions: --web")
            );
    }

    /// <summary>RFC 6186 §3 and RFC 8314 §5.1; TLS from the first octet is preferred, and IMAP before POP3.</summary>
    private static IEnumerable<WantedRecord> Programs(Domain domain, ServerNames server) =>
        [
            Service(domain, "Sending, TLS", "_submissions", new ServiceData(0, 465, server.Host)),
            Service(domain, "Sending, STARTTLS", "_submission", new ServiceData(10, 587, server.Host)),
            Service(domain, "Reading, TLS", "_imaps", new ServiceData(0, 993, server.Host)),
            Service(domain, "Fetching, TLS", "_pop3s", new ServiceData(10, 995, server.Host)),
            Service(domain, "No IMAP without TLS", "_imap", new ServiceData(0, 0, "")),
            Service(domain, "No POP3 without TLS", "_pop3", new ServiceData(0, 0, "")),
            Service(domain, "Set-up of Outlook", "_autodiscover", new ServiceData(0, 443, $"autodiscover.{domain.Name}")),
        ];

    private static WantedRecord Service(Domain domain, string purpose, string service, ServiceData data) =>
        new(purpose, $"{service}._tcp.{domain.Name}", data);

    private static IEnumerable<WantedRecord> Authority(Domain domain, ServerNames server) =>
        server.Authority is { } authority ? [new("Who may issue certificates for it", domain.Name, new IssuerData(authority))] : [];

    private static Address Reports(Domain domain) => new(RoleAddress.Postmaster, domain.Name);
}
