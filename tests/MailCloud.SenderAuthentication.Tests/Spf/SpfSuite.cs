using MailCloud.Testing;
using YamlDotNet.RepresentationModel;

namespace MailCloud.SenderAuthentication.Tests.Spf;

/// <summary>A case of the RFC 7208 test suite.</summary>
/// <param name="Results">Those that are right; the suite prefers the first.</param>
internal sealed record SpfCase(
    string Name,
    string Client,
    string Hello,
    string MailFrom,
    string[] Results,
    string? Explanation,
    SuiteZone Zone
);

/// <summary>The RFC 7208 test suite, from its YAML.</summary>
internal static class SpfSuite
{
    private static readonly Lazy<IReadOnlyDictionary<string, SpfCase>> Cases = new(Read);

    public static IEnumerable<string> Names => Cases.Value.Keys;

    public static SpfCase Case(string name) => Cases.Value[name];

    private static Dictionary<string, SpfCase> Read()
    {
        var yaml = new YamlStream();
        using var text = new StreamReader(Corpora.File("spf/rfc7208-tests.yml").Path);
        yaml.Load(text);
        return yaml
            .Documents.Select(document => (YamlMappingNode)document.RootNode)
            .SelectMany(ReadScenario)
            .ToDictionary(each => each.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<SpfCase> ReadScenario(YamlMappingNode scenario)
    {
        var zone = new SuiteZone((YamlMappingNode)scenario["zonedata"]);
        foreach (var (name, node) in (YamlMappingNode)scenario["tests"])
        {
            var test = (YamlMappingNode)node;
            var results = test["result"] is YamlSequenceNode several ? several.Select(each => $"{each}") : [$"{test["result"]}"];
            yield return new SpfCase(
                $"{scenario["description"]}: {name}",
                $"{test["host"]}",
                $"{test["helo"]}",
                $"{test["mailfrom"]}",
                [.. results],
                test.Children.TryGetValue("explanation", out var explanation) ? $"{explanation}" : null,
                zone
            );
        }
    }
}
