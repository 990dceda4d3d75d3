using System.Text.Json.Nodes;

namespace MailCloud.Infra.Tests.Hosts;

public class ContainerAppTests
{
    private const string Identity = "/subscriptions/s/listener";

    private static readonly (string, string)[] Parameters =
    [
        ("name", "'listener'"),
        ("location", "'westeurope'"),
        ("tags", "{ owner: 'me' }"),
        ("subnetId", "'/subscriptions/s/subnets/apps'"),
        ("identity", $"{{ id: '{Identity}', clientId: '11111111-1111-1111-1111-111111111111' }}"),
        ("registryServer", "'registry.azurecr.io'"),
        ("logAnalyticsName", "'logs'"),
        ("env", "[{ name: 'MAILCLOUD_HOSTNAME', value: 'mail.example.org' }]"),
    ];

    [Fact]
    public async Task The_five_ports_lead_to_those_that_the_listener_has_unless_told_otherwise()
    {
        var ingress = (await AppAsync())["properties"]!["configuration"]!["ingress"]!;

        var others = ingress["additionalPortMappings"]!.AsArray();
        Assert.Equal("tcp", (string)ingress["transport"]!);
        Assert.Equal(
            [(25, 2525), (465, 2465), (587, 2587), (993, 2993), (995, 2995)],
            others.Prepend(ingress).Select(port => ((int)port!["exposedPort"]!, (int)port["targetPort"]!))
        );
        Assert.All(others.Prepend(ingress), port => Assert.True((bool)port!["external"]!));
    }

    [Fact]
    public async Task There_is_always_one_and_more_come_with_connections()
    {
        var template = (await AppAsync())["properties"]!["template"]!;

        Assert.Equal(1, (int)template["scale"]!["minReplicas"]!);
        var rule = Assert.Single(template["scale"]!["rules"]!.AsArray())!;
        Assert.True(int.Parse((string)rule["tcp"]!["metadata"]!["concurrentConnections"]!, null) > 0);
    }

    [Fact]
    public async Task Who_is_connected_has_time_to_end_when_a_revision_takes_over()
    {
        var app = (await AppAsync())["properties"]!;

        Assert.Equal("Single", (string)app["configuration"]!["activeRevisionsMode"]!);
        Assert.InRange((int)app["template"]!["terminationGracePeriodSeconds"]!, 60, 600);
    }

    [Fact]
    public async Task Before_there_is_an_image_a_placeholder_answers_on_all_ports()
    {
        var container = Container(await AppAsync());

        Assert.StartsWith("mcr.microsoft.com/", (string)container["image"]!, StringComparison.Ordinal);
        Assert.Empty(container["probes"]!.AsArray());
        // The listener's own settings are there as well, since azd changes nothing but the image.
        Assert.Equal(
            [
                ("MAILCLOUD_HOSTNAME", "mail.example.org"),
                ("MAILCLOUD_CLIENT_ADDRESSES", "hidden"),
                ("ASPNETCORE_HTTP_PORTS", "2525;2465;2587;2993;2995;8080"),
            ],
            container["env"]!.AsArray().Select(variable => ((string)variable!["name"]!, (string)variable["value"]!))
        );
    }

    [Fact]
    public async Task A_listener_that_is_there_keeps_its_image_and_has_settings_and_probes()
    {
        var container = Container(await AppAsync(("exists", "true")));

        // What runs now is only known to Azure: the expression asks it.
        Assert.Contains("deployments/listener-image", Text(container["image"]), StringComparison.Ordinal);
        Assert.Contains("MAILCLOUD_HOSTNAME", Text(container["env"]), StringComparison.Ordinal);
        Assert.Contains("MAILCLOUD_CLIENT_ADDRESSES", Text(container["env"]), StringComparison.Ordinal);
        foreach (var probe in (string[])["'/live'", "'/ready'", "8080"])
            Assert.Contains(probe, Text(container["probes"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_is_pulled_with_the_listeners_identity_and_azd_finds_the_app()
    {
        var app = await AppAsync();

        Assert.Equal(Identity, (string)Assert.Single(app["properties"]!["configuration"]!["registries"]!.AsArray())!["identity"]!);
        Assert.Equal([Identity], app["identity"]!["userAssignedIdentities"]!.AsObject().Select(identity => identity.Key));
        Assert.Equal("listener", (string)app["tags"]!["azd-service-name"]!);
        Assert.Equal("me", (string)app["tags"]!["owner"]!);
    }

    [Fact]
    public async Task The_environment_is_in_our_network_and_its_logs_need_no_key()
    {
        var snapshot = await ModuleSnapshot.OfAsync("containerapp.bicep", Parameters);
        var environment = snapshot.One("Microsoft.App/managedEnvironments")["properties"]!;

        Assert.Equal("/subscriptions/s/subnets/apps", (string)environment["vnetConfiguration"]!["infrastructureSubnetId"]!);
        Assert.Equal("azure-monitor", (string)environment["appLogsConfiguration"]!["destination"]!);
        Assert.NotNull(snapshot.One("Microsoft.Insights/diagnosticSettings"));
    }

    private static async Task<JsonNode> AppAsync(params (string, string)[] more) =>
        (await ModuleSnapshot.OfAsync("containerapp.bicep", [.. Parameters, .. more])).One("Microsoft.App/containerApps");

    private static JsonNode Container(JsonNode app) => Assert.Single(app["properties"]!["template"]!["containers"]!.AsArray())!;

    private static string Text(JsonNode? node) =>
        node!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
