using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MailCloud.Cli.Dns;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.TransportSecurity;

namespace MailCloud.Infra.Tests.Hosts;

public class DnsTests
{
    private const string Zone = "Microsoft.Network/dnsZones";

    private static readonly (string, string)[] Parameters =
    [
        ("domain", "'example.org'"),
        ("tags", "{}"),
        ("hostName", "'mail.example.org'"),
        ("addresses", "['192.0.2.1', '192.0.2.2']"),
        ("webTarget", "'app.azurewebsites.net'"),
        ("webVerificationId", "'ABC123'"),
    ];

    [Theory]
    [InlineData("none")]
    [InlineData("testing")]
    [InlineData("enforce")]
    public async Task The_zone_has_what_mailcloud_dns_says_that_a_domain_needs(string mtaSts)
    {
        var server = new ServerNames(
            "mail.example.org",
            [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")],
            "app.azurewebsites.net",
            Enum.Parse<StsMode>(mtaSts, ignoreCase: true),
            "letsencrypt.org"
        );
        var wanted = WantedRecords.Of(new Domain("example.org"), server).Select(record => WithoutPolicyId(record.Line));

        var zone = await ModuleSnapshot.OfAsync("dns.bicep", [.. Parameters, ("mtaSts", $"'{mtaSts}'")]);

        Assert.Equal(
            wanted.Order(StringComparer.Ordinal),
            Lines(zone)
                .Where(line => !line.StartsWith("asuid.", StringComparison.Ordinal))
                .Select(WithoutPolicyId)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Each_web_name_proves_to_the_functions_app_that_it_is_ours()
    {
        var zone = await ModuleSnapshot.OfAsync("dns.bicep", Parameters);

        var aliases = Lines(zone).Where(line => line.Contains(" CNAME ", StringComparison.Ordinal)).Select(line => line.Split('.')[0]);
        Assert.Equal(
            aliases.Select(label => $"asuid.{label}.example.org. IN TXT \"ABC123\"").Order(StringComparer.Ordinal),
            Lines(zone).Where(line => line.StartsWith("asuid.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_id_of_the_policy_changes_with_the_policy()
    {
        var testing = await ModuleSnapshot.OfAsync("dns.bicep", Parameters);
        var enforcing = await ModuleSnapshot.OfAsync("dns.bicep", [.. Parameters, ("mtaSts", "'enforce'")]);

        Assert.NotEqual(Policy(testing), Policy(enforcing));
        // RFC 8461 §3.1: up to 32 letters and digits.
        Assert.Matches("\"v=STSv1; id=[a-z0-9]{1,32};\"$", Policy(testing));

        static string Policy(ModuleSnapshot zone) => Lines(zone).Single(line => line.StartsWith("_mta-sts.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_default_authority_alone_may_issue_certificates()
    {
        var record = (await Deployment.OfAsync()).One($"{Zone}/CAA");

        Assert.Equal("letsencrypt.org", (string)record["properties"]!["caaRecords"]![0]!["value"]!);
    }

    [Theory]
    [InlineData("https://acme.example.net/directory")]
    [InlineData("off")]
    public async Task No_record_keeps_another_authority_from_issuing(string directory)
    {
        var deployment = await Deployment.OfAsync(("acmeDirectory", $"'{directory}'"));

        Assert.Empty(deployment.Of($"{Zone}/CAA"));
    }

    [Fact]
    public async Task A_smart_host_sends_for_the_domain_as_well()
    {
        var zone = await ModuleSnapshot.OfAsync("dns.bicep", [.. Parameters, ("spfIncludes", "['spf.example.net']")]);

        Assert.Contains("example.org. IN TXT \"v=spf1 mx include:spf.example.net -all\"", Lines(zone));
    }

    [Fact]
    public async Task What_sends_from_an_address_of_its_own_may_do_so_and_has_a_name()
    {
        var zone = await ModuleSnapshot.OfAsync("dns.bicep", [.. Parameters, ("senderAddress", "'198.51.100.7'")]);

        Assert.Contains("example.org. IN TXT \"v=spf1 mx ip4:198.51.100.7 -all\"", Lines(zone));
        Assert.Contains("out.example.org. IN A 198.51.100.7", Lines(zone));
    }

    [Fact]
    public async Task A_server_of_another_domain_gets_no_address_here()
    {
        var zone = await ModuleSnapshot.OfAsync(
            "dns.bicep",
            [.. Parameters.Where(given => given.Item1 != "hostName"), ("hostName", "'mx.example.net'")]
        );

        Assert.Empty(zone.Of($"{Zone}/A"));
        Assert.Contains("example.org. IN MX 10 mx.example.net.", Lines(zone));
    }

    private static IEnumerable<string> Lines(ModuleSnapshot zone) =>
        Records(zone, "MX", "MXRecords", record => $"{record["preference"]} {record["exchange"]}.")
            .Concat(Records(zone, "A", "ARecords", record => $"{record["ipv4Address"]}"))
            .Concat(Records(zone, "TXT", "TXTRecords", record => $"\"{record["value"]![0]}\""))
            .Concat(Records(zone, "CNAME", "CNAMERecord", record => $"{record["cname"]}."))
            .Concat(
                Records(zone, "SRV", "SRVRecords", record => $"{record["priority"]} {record["weight"]} {record["port"]} {Target(record)}")
            )
            .Concat(Records(zone, "CAA", "caaRecords", record => $"{record["flags"]} {record["tag"]} \"{record["value"]}\""));

    private static IEnumerable<string> Records(ModuleSnapshot zone, string type, string property, Func<JsonNode, string> content) =>
        from set in zone.Of($"{Zone}/{type}")
        let label = ((string)set["name"]!).Split('/')[1]
        let name = label == "@" ? "example.org" : $"{label}.example.org"
        let records = set["properties"]![property]!
        from record in records is JsonArray several ? several : [records.DeepClone()]
        select $"{name}. IN {type} {content(record!)}";

    private static string Target(JsonNode record) => (string)record["target"]! is "." ? "." : $"{record["target"]}.";

    // The two count the id in ways of their own; whoever looks it up takes any.
    private static string WithoutPolicyId(string line) =>
        Regex.Replace(line, "v=STSv1; id=[^;]+", "v=STSv1; id=…", RegexOptions.None, TimeSpan.FromSeconds(1));
}
