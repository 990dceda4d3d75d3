using System.Globalization;
using System.Text.Json.Nodes;

namespace MailCloud.Infra.Tests;

/// <summary>What the internet can reach, and what is kept from being lost.</summary>
public class EdgeTests
{
    private static readonly int[] MailPorts = [25, 465, 587, 993, 995];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Container_Apps_answer_at_the_five_ports(bool manageDns)
    {
        var ingress = (await Deployment.OfAsync("containerapp", manageDns)).One("Microsoft.App/containerApps")["properties"]![
            "configuration"
        ]!["ingress"]!;

        Assert.Equal(
            MailPorts,
            ingress["additionalPortMappings"]!.AsArray().Prepend(ingress).Select(port => (int)port!["exposedPort"]!).Order()
        );
    }

    [Theory]
    [MemberData(nameof(Deployment.Kinds), MemberType = typeof(Deployment))]
    public async Task The_network_lets_nothing_but_the_five_ports_in(string listenerHost, bool manageDns)
    {
        var deployment = await Deployment.OfAsync(listenerHost, manageDns);

        var groups = deployment.Of("Microsoft.Network/networkSecurityGroups");
        Assert.NotEmpty(groups);
        Assert.All(groups, group => Assert.Equal(MailPorts, PortsFromTheInternet(group)));
    }

    [Fact]
    public async Task SSH_is_open_for_who_has_given_a_key()
    {
        var deployment = await Deployment.OfAsync("vm", true, ("sshPublicKey", "'ssh-ed25519 AAAA test'"));

        var group = deployment
            .Of("Microsoft.Network/networkSecurityGroups")
            .Single(found => ((string)found["name"]!).EndsWith("-vm", StringComparison.Ordinal));
        Assert.Equal([22, .. MailPorts], PortsFromTheInternet(group));
    }

    [Fact]
    public async Task A_vault_cannot_be_emptied_for_good_and_roles_alone_open_it()
    {
        var vaults = (await Deployment.OfAsync()).Of("Microsoft.KeyVault/vaults");

        Assert.Equal(["edge", "secrets"], vaults.Select(vault => ((string)vault["name"]!).Split('-')[0]));
        Assert.All(
            vaults.Select(vault => vault["properties"]!),
            vault =>
            {
                Assert.True((bool)vault["enablePurgeProtection"]!);
                Assert.True((bool)vault["enableSoftDelete"]!);
                Assert.True((bool)vault["enableRbacAuthorization"]!);
                Assert.Null(vault["accessPolicies"]);
            }
        );
    }

    [Fact]
    public async Task Vaults_that_were_deleted_come_back_when_that_is_wanted()
    {
        var vaults = (await Deployment.OfAsync(("recoverVaults", "true"))).Of("Microsoft.KeyVault/vaults");

        Assert.All(vaults, vault => Assert.Equal("recover", (string)vault["properties"]!["createMode"]!));
    }

    [Fact]
    public async Task Registry_and_monitoring_have_no_keys()
    {
        var deployment = await Deployment.OfAsync();

        Assert.False((bool)deployment.One("Microsoft.ContainerRegistry/registries")["properties"]!["adminUserEnabled"]!);
        Assert.True((bool)deployment.One("Microsoft.Insights/components")["properties"]!["DisableLocalAuth"]!);
        Assert.True((bool)deployment.One("Microsoft.OperationalInsights/workspaces")["properties"]!["features"]!["disableLocalAuth"]!);
    }

    [Fact]
    public async Task All_that_can_be_tagged_belongs_to_the_environment_and_azd_finds_the_services()
    {
        var deployment = await Deployment.OfAsync();

        Assert.All(
            deployment.Resources.Where(resource => resource["location"] is not null),
            resource => Assert.Equal("test", (string?)resource["tags"]?["azd-env-name"])
        );
        Assert.Equal(
            ["functions", "listener"],
            deployment
                .Resources.Select(resource => (string?)resource["tags"]?["azd-service-name"])
                .OfType<string>()
                .Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<int> PortsFromTheInternet(JsonNode group) =>
        group["properties"]!["securityRules"]!
            .AsArray()
            .Select(rule => rule!["properties"]!)
            .Where(rule => ((string)rule["direction"]!, (string)rule["access"]!) == ("Inbound", "Allow"))
            .Where(rule => (string)rule["sourceAddressPrefix"]! is not ("AzureLoadBalancer" or "VirtualNetwork"))
            .SelectMany(rule =>
                rule["destinationPortRanges"]?.AsArray().Select(port => (string)port!) ?? [(string)rule["destinationPortRange"]!]
            )
            .Select(port => int.Parse(port, CultureInfo.InvariantCulture))
            .Order();
}
