using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace MailCloud.Infra.Tests.Hosts;

public partial class PipelineTests
{
    private static readonly string[] Workflows = [".github/workflows/build.yml", ".github/workflows/azure-dev.yml"];

    /// <summary>What azd finds out by itself.</summary>
    private static readonly string[] ByAzd =
    [
        "AZURE_ENV_NAME",
        "AZURE_LOCATION",
        "AZURE_PRINCIPAL_ID",
        "AZURE_PRINCIPAL_TYPE",
        "SERVICE_LISTENER_RESOURCE_EXISTS",
    ];

    [Fact]
    public void Whatever_can_be_set_for_an_environment_comes_to_the_pipeline()
    {
        var wanted = Parameter()
            .Matches(Checkout.Read("infra/main.parameters.json"))
            .Select(match => match.Groups["name"].Value)
            .Except(ByAzd, StringComparer.Ordinal);

        Assert.Equal(wanted.Order(StringComparer.Ordinal), PipelineValues().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Whatever_comes_to_the_pipeline_comes_to_azd()
    {
        var environment = Yaml.Read(".github/workflows/azure-dev.yml").Map("jobs").Map("deploy").Map("env");
        foreach (var name in PipelineValues())
            Assert.Matches($"^\\$\\{{\\{{ (vars|secrets)\\.{name} \\}}\\}}$", environment.Text(name));
    }

    [Fact]
    public void Tests_are_what_everybody_runs()
    {
        Assert.Contains("run: .ci/run", Checkout.Read(".github/workflows/build.yml"), StringComparison.Ordinal);
        Assert.Contains("script: .ci/run", Checkout.Read(".azdo/pipelines/azure-dev.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_who_deploys_can_show_Azure_who_it_is_and_nobody_can_write_to_the_repository()
    {
        Assert.Equal(["contents: read"], Permissions(Workflows[0]));
        Assert.Equal(["contents: read", "id-token: write"], Permissions(Workflows[1]));
    }

    [Fact]
    public void Actions_are_used_in_a_version()
    {
        var actions = Workflows
            .SelectMany(file => Checkout.Read(file).Split('\n'))
            .Where(line => line.Contains("uses:", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.Matches("uses: [A-Za-z-]+/[a-z-]+@v[0-9]+$", action));
    }

    [Fact]
    public void Azure_Pipelines_deploys_main_alone_and_after_the_tests()
    {
        var stages = ((YamlSequenceNode)Yaml.Read(".azdo/pipelines/azure-dev.yml")["stages"]).Cast<YamlMappingNode>().ToArray();

        Assert.Equal(["Test", "Deploy"], stages.Select(stage => stage.Text("stage")));
        Assert.Equal("Test", stages[1].Text("dependsOn"));
        Assert.Contains("'refs/heads/main'", stages[1].Text("condition"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> PipelineValues()
    {
        var pipeline = Yaml.Read("azure.yaml").Map("pipeline");
        return ((YamlSequenceNode)pipeline["variables"])
            .Concat((YamlSequenceNode)pipeline["secrets"])
            .Select(name => ((YamlScalarNode)name).Value!);
    }

    private static IEnumerable<string> Permissions(string workflow) =>
        Yaml.Read(workflow).Map("permissions").Children.Select(permission => $"{permission.Key}: {permission.Value}");

    [GeneratedRegex(@"\$\{(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
