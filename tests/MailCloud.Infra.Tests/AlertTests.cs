using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MailCloud.Infra.Tests;

public partial class AlertTests
{
    private const string Rules = "Microsoft.Insights/scheduledQueryRules";

    [Fact]
    public async Task The_operator_is_told_of_what_he_can_do_something_about()
    {
        var deployment = await Deployment.OfAsync();
        var group = deployment.One("Microsoft.Insights/actionGroups");

        Assert.Equal(
            ["certificate", "delivery", "log-ins", "poison", "silence"],
            deployment.Of(Rules).Select(rule => ((string)rule["properties"]!["displayName"]!).Split(": ")[1]).Order(StringComparer.Ordinal)
        );
        Assert.Equal("operator@example.net", (string)Assert.Single(group["properties"]!["emailReceivers"]!.AsArray())!["emailAddress"]!);
        Assert.All(
            deployment.Of(Rules).Select(rule => rule["properties"]!),
            rule =>
            {
                Assert.True((bool)rule["enabled"]!);
                Assert.Equal((string)group["id"]!, (string)Assert.Single(rule["actions"]!["actionGroups"]!.AsArray())!);
            }
        );
    }

    /// <summary>A rule over a metric that nobody measures would never say anything.</summary>
    [Fact]
    public async Task What_is_asked_for_is_what_the_programs_measure()
    {
        var source =
            SourceTree.Of("src/MailCloud.Listener/MailCloud.Listener.csproj") + SourceTree.Of("functions/MailCloud.Functions.csproj");
        var queries = (await Deployment.OfAsync()).Of(Rules).Select(QueryOf).ToList();

        Assert.All(queries, query => Assert.NotEmpty(Metrics().Matches(query)));
        Assert.All(
            queries.SelectMany(query => Metrics().Matches(query)).Select(metric => metric.Value).Distinct(),
            metric => Assert.Contains(metric, source, StringComparison.Ordinal)
        );
        Assert.All(
            queries.SelectMany(query => Tags().Matches(query)).Select(tag => $"\"{tag.Groups["name"].Value}\"").Distinct(),
            tag => Assert.Contains(tag, source, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Each_alert_is_in_the_operators_page()
    {
        var page = await File.ReadAllTextAsync(Bicep.PathOf("docs/operations.md"), TestContext.Current.CancellationToken);

        Assert.All(
            (await Deployment.OfAsync()).Of(Rules).Select(rule => ((string)rule["properties"]!["displayName"]!).Split(": ")[1]),
            name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Without_an_address_there_are_none() => Assert.Empty((await Deployment.OfAsync(("alertEmail", "''"))).Of(Rules));

    private static string QueryOf(JsonNode rule) => (string)Assert.Single(rule["properties"]!["criteria"]!["allOf"]!.AsArray())!["query"]!;

    /// <summary>With its quotes, as the source has it.</summary>
    [GeneratedRegex("\"mailcloud\\.[a-z._]+\"", RegexOptions.NonBacktracking)]
    private static partial Regex Metrics();

    [GeneratedRegex(@"\bProperties\.(?<name>\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
