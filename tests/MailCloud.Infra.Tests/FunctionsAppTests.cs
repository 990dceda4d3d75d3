using System.Text.Json.Nodes;

namespace MailCloud.Infra.Tests;

public class FunctionsAppTests
{
    [Fact]
    public async Task It_is_a_custom_handler_on_Flex_Consumption_that_deploys_with_its_identity()
    {
        var deployment = await Deployment.OfAsync();
        var app = App(deployment)["properties"]!;
        var configuration = app["functionAppConfig"]!;

        Assert.Equal("FC1", (string)deployment.One("Microsoft.Web/serverfarms")["sku"]!["name"]!);
        Assert.Equal(("custom", "1.0"), ((string)configuration["runtime"]!["name"]!, (string)configuration["runtime"]!["version"]!));
        var storage = configuration["deployment"]!["storage"]!;
        Assert.Equal("UserAssignedIdentity", (string)storage["authentication"]!["type"]!);
        Assert.EndsWith("-functions", (string)storage["authentication"]!["userAssignedIdentityResourceId"]!, StringComparison.Ordinal);
        Assert.Contains("packages", (string)storage["value"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_speaks_TLS_only_and_has_no_publishing_password()
    {
        var deployment = await Deployment.OfAsync();
        var app = App(deployment)["properties"]!;

        Assert.True((bool)app["httpsOnly"]!);
        Assert.Equal("1.2", (string)app["siteConfig"]!["minTlsVersion"]!);
        Assert.Equal("1.2", (string)app["siteConfig"]!["scmMinTlsVersion"]!);
        Assert.Equal("Disabled", (string)app["siteConfig"]!["ftpsState"]!);
        var ways = deployment.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
        Assert.Equal(["ftp", "scm"], ways.Select(way => ((string)way["name"]!).Split('/')[1]));
        Assert.All(ways, way => Assert.False((bool)way["properties"]!["allow"]!));
    }

    [Fact]
    public async Task Its_host_enters_storage_with_the_identity()
    {
        var settings = Settings(await Deployment.OfAsync());

        Assert.StartsWith("host", settings["AzureWebJobsStorage__accountName"], StringComparison.Ordinal);
        Assert.Equal("managedidentity", settings["AzureWebJobsStorage__credential"]);
        Assert.Equal(settings["MAILCLOUD_STORAGE__clientId"], settings["AzureWebJobsStorage__clientId"]);
        Assert.Equal("managedidentity", settings["MAILCLOUD_STORAGE__credential"]);
        Assert.Equal("true", settings["AzureWebJobsDisableHomepage"]);
        Assert.DoesNotContain(settings, setting => setting.Value.Contains("AccountKey", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Instances_wait_for_requests_and_mail_only_if_they_are_paid_for()
    {
        Assert.Empty(Scale(await Deployment.OfAsync())["alwaysReady"]!.AsArray());
        Assert.Equal(
            [("http", 1), ("function:Deliver", 1)],
            Scale(await Deployment.OfAsync(("alwaysReadyInstances", "1")))["alwaysReady"]!
                .AsArray()
                .Select(group => ((string)group!["name"]!, (int)group["instanceCount"]!))
        );

        static JsonNode Scale(Deployment deployment) => App(deployment)["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;
    }

    [Theory]
    [InlineData("off", false)]
    [InlineData("smarthost", false)]
    [InlineData("mx", true)]
    public async Task Only_mail_to_other_servers_leaves_through_our_network(string outbound, bool joins)
    {
        var app = App(await Deployment.OfAsync(("outbound", $"'{outbound}'"), ("smartHost", "'smtp.example.net'")))["properties"]!;

        Assert.Equal(joins, app["virtualNetworkSubnetId"] is not null);
        Assert.Equal(joins, (bool?)app["outboundVnetRouting"]?["applicationTraffic"] ?? false);
    }

    [Fact]
    public async Task A_smart_host_without_a_name_ends_the_deployment_before_it_begins()
    {
        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Deployment.OfAsync(("outbound", "'smarthost'")));

        Assert.Contains("MAILCLOUD_SMARTHOST", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_are_renewed_only_where_we_can_prove_the_names()
    {
        Assert.Contains("MAILCLOUD_ACME_DIRECTORY", Settings(await Deployment.OfAsync("containerapp", true)).Keys);
        Assert.DoesNotContain(
            Settings(await Deployment.OfAsync("containerapp", false)).Keys,
            name => name.StartsWith("MAILCLOUD_ACME", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_websites_names_are_bound_when_there_is_a_certificate()
    {
        Assert.Empty((await Deployment.OfAsync()).Of("Microsoft.Web/sites/hostNameBindings"));

        var bound = await Deployment.OfAsync(("bindWebNames", "true"));
        var bindings = bound.Of("Microsoft.Web/sites/hostNameBindings");
        Assert.True((bool)App(bound)["properties"]!["siteScopedCertificatesEnabled"]!);
        Assert.EndsWith("/mail", (string)bound.One("Microsoft.Web/sites/certificates")["name"]!, StringComparison.Ordinal);
        Assert.Equal(
            ["webmail.example.org", "autoconfig.example.org", "autodiscover.example.org", "mta-sts.example.org"],
            bindings.Select(binding => ((string)binding["name"]!).Split('/')[1])
        );
        Assert.All(bindings, binding => Assert.Equal("SniEnabled", (string)binding["properties"]!["sslState"]!));
        Assert.Equal("https://webmail.example.org/webmail/", (string)bound.Outputs["MAILCLOUD_WEB_URL"]!);
    }

    internal static JsonNode App(Deployment deployment) => deployment.One("Microsoft.Web/sites");

    internal static Dictionary<string, string> Settings(Deployment deployment) =>
        App(deployment)["properties"]!["siteConfig"]!["appSettings"]!
            .AsArray()
            .ToDictionary(setting => (string)setting!["name"]!, setting => (string)setting!["value"]!, StringComparer.Ordinal);
}
