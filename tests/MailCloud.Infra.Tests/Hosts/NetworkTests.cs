using System.Text.Json.Nodes;

namespace MailCloud.Infra.Tests.Hosts;

public class NetworkTests
{
    private static readonly (string, string)[] Parameters = [("name", "'mailcloud'"), ("location", "'westeurope'"), ("tags", "{}")];

    [Fact]
    public async Task The_internet_reaches_the_machines_at_the_five_ports_and_at_no_other()
    {
        var network = await ModuleSnapshot.OfAsync("network.bicep", Parameters);

        Assert.Equal(["25", "465", "587", "993", "995"], FromTheInternet(network, "mailcloud-vm"));
        Assert.Equal(["25", "465", "587", "993", "995"], FromTheInternet(network, "mailcloud-apps"));
    }

    [Fact]
    public async Task SSH_is_open_only_where_somebody_asked_for_it()
    {
        var network = await ModuleSnapshot.OfAsync("network.bicep", [.. Parameters, ("sshOpen", "true")]);

        Assert.Equal(["25", "465", "587", "993", "995", "22"], FromTheInternet(network, "mailcloud-vm"));
        Assert.DoesNotContain("22", FromTheInternet(network, "mailcloud-apps"));
    }

    [Fact]
    public async Task Each_kind_of_compute_has_a_subnet_of_its_own()
    {
        var network = await ModuleSnapshot.OfAsync("network.bicep", Parameters);
        var subnets = network.One("Microsoft.Network/virtualNetworks")["properties"]!["subnets"]!.AsArray();

        Assert.Equal(["apps", "vm", "functions"], subnets.Select(subnet => (string)subnet!["name"]!));
        Assert.Equal(["Microsoft.App/environments", null, "Microsoft.App/environments"], subnets.Select(Delegation));
        Assert.Equal(
            3,
            subnets.Select(subnet => (string)subnet!["properties"]!["addressPrefix"]!).Distinct(StringComparer.Ordinal).Count()
        );
    }

    [Fact]
    public async Task Mail_that_the_functions_send_comes_from_an_address_of_ours_with_a_name()
    {
        (string, string)[] sending = [.. Parameters, ("functionsHaveAddress", "true"), ("functionsReverseFqdn", "'out.example.org'")];
        var network = await ModuleSnapshot.OfAsync("network.bicep", sending);

        var address = network.One("Microsoft.Network/publicIPAddresses");
        Assert.Equal("Static", (string)address["properties"]!["publicIPAllocationMethod"]!);
        Assert.Equal("out.example.org.", (string)address["properties"]!["dnsSettings"]!["reverseFqdn"]!);
        var gateway = network.One("Microsoft.Network/natGateways");
        Assert.Equal((string)address["id"]!, (string)Assert.Single(gateway["properties"]!["publicIpAddresses"]!.AsArray())!["id"]!);
        var subnets = network.One("Microsoft.Network/virtualNetworks")["properties"]!["subnets"]!.AsArray();
        var sender = Assert.Single(subnets, subnet => subnet!["properties"]!["natGateway"] is not null)!;
        Assert.Equal("functions", (string)sender["name"]!);
        Assert.Equal((string)gateway["id"]!, (string)sender["properties"]!["natGateway"]!["id"]!);
    }

    [Fact]
    public async Task Functions_that_send_nothing_have_no_address_to_pay_for()
    {
        var network = await ModuleSnapshot.OfAsync("network.bicep", Parameters);

        Assert.Empty(network.Of("Microsoft.Network/publicIPAddresses"));
        Assert.Empty(network.Of("Microsoft.Network/natGateways"));
    }

    private static string? Delegation(JsonNode? subnet) =>
        (string?)subnet!["properties"]!["delegations"]?[0]!["properties"]!["serviceName"];

    private static IEnumerable<string> FromTheInternet(ModuleSnapshot network, string group) =>
        network.Of("Microsoft.Network/networkSecurityGroups").Single(rules => (string)rules["name"]! == group)["properties"]![
            "securityRules"
        ]!
            .AsArray()
            .Select(rule => rule!["properties"]!)
            .Where(rule => (string)rule["direction"]! is "Inbound" && (string)rule["access"]! is "Allow")
            .Where(rule => (string)rule["sourceAddressPrefix"]! is not "AzureLoadBalancer")
            .SelectMany(Ports);

    private static IEnumerable<string> Ports(JsonNode rule) =>
        rule["destinationPortRanges"] is JsonArray several
            ? several.Select(port => (string)port!)
            : [(string)rule["destinationPortRange"]!];
}
