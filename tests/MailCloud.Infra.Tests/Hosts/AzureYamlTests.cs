using MailCloud.Testing;
using YamlDotNet.RepresentationModel;

namespace MailCloud.Infra.Tests.Hosts;

public class AzureYamlTests
{
    [Fact]
    public async Task Azds_schema_allows_it()
    {
        var schema = Checkout.SharedOrSkip("design/azure.yaml.schema.json");
        var checker = Bicep.PathOf("tests/MailCloud.Infra.Tests/Schema");
        var (exitCode, output) = await Tool.RunAsync("npm", ["ci", "--prefix", checker, "--ignore-scripts", "--no-audit", "--no-fund"]);
        Assert.SkipUnless(exitCode == 0, $"npm cannot install what reads the schema: {output}");

        await Tool.SucceedAsync("node", [Path.Combine(checker, "validate.mjs"), schema, Bicep.PathOf("azure.yaml")]);
    }

    [Fact]
    public void Whatever_it_names_is_there()
    {
        var root = Yaml.Read("azure.yaml");
        var infra = root.Map("infra");

        Assert.True(File.Exists(Bicep.PathOf($"{infra.Text("path")}/{infra.Text("module")}.bicep")));
        foreach (var service in root.Map("services").Children.Values.Cast<YamlMappingNode>())
            Assert.True(Directory.Exists(Bicep.PathOf(service.Text("project"))));
        Assert.True(File.Exists(Bicep.PathOf(root.Map("services").Map("listener").Map("docker").Text("path"))));
        foreach (var hook in root.Map("hooks").Children.Values.Cast<YamlMappingNode>())
            Assert.True(File.Exists(Bicep.PathOf(hook.Text("run"))), hook.Text("run"));
    }

    [Fact]
    public void Each_service_is_one_that_the_modules_give_a_host()
    {
        var modules = string.Concat(Directory.EnumerateFiles(Bicep.PathOf("bicep"), "*.bicep").Select(File.ReadAllText));

        foreach (var service in Yaml.Read("azure.yaml").Map("services").Children.Keys)
            Assert.Contains($"'azd-service-name': '{service}'", modules, StringComparison.Ordinal);
    }
}
