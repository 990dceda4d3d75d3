using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MailCloud.Infra.Tests;

/// <summary><c>main.parameters.json</c> is where azd's variables become parameters; <c>docs/operations.md</c> says what they are.</summary>
public partial class ParameterTests
{
    private static readonly string[] Outputs =
    [
        "AZURE_CONTAINER_REGISTRY_ENDPOINT",
        "AZURE_LOCATION",
        "AZURE_RESOURCE_GROUP",
        "MAILCLOUD_ACCOUNT_URL",
        "MAILCLOUD_DNS_ZONE_ID",
        "MAILCLOUD_DOMAIN",
        "MAILCLOUD_FUNCTION_APP",
        "MAILCLOUD_HOSTNAME",
        "MAILCLOUD_KEYVAULT",
        "MAILCLOUD_LISTENER_ADDRESS",
        "MAILCLOUD_LISTENER_HOST",
        "MAILCLOUD_LISTENER_IN_CONTAINERAPP",
        "MAILCLOUD_MANAGE_DNS",
        "MAILCLOUD_NAME_SERVERS",
        "MAILCLOUD_TLS_KEYVAULT",
        "MAILCLOUD_TLS_NAMES",
        "MAILCLOUD_WEB_URL",
    ];

    [Fact]
    public async Task Each_parameter_has_a_variable_with_the_same_default()
    {
        var declared = (await Bicep.CompileAsync())["parameters"]!.AsObject();
        var given = Given();

        Assert.Equal(declared.Select(parameter => parameter.Key).Order(), given.Keys.Order());
        Assert.All(declared, parameter => Assert.Equal(DefaultOf(parameter.Value!), given[parameter.Key].Default));
    }

    [Fact]
    public async Task Each_parameter_says_what_it_is()
    {
        var declared = (await Bicep.CompileAsync())["parameters"]!.AsObject();

        Assert.All(
            declared,
            parameter => Assert.EndsWith(".", (string)parameter.Value!["metadata"]!["description"]!, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Each_variable_is_in_the_operators_table()
    {
        var page = File.ReadAllText(Bicep.PathOf("docs/operations.md"));

        Assert.All(
            Given().Values.Where(variable => variable.Name.StartsWith("MAILCLOUD_", StringComparison.Ordinal)),
            variable => Assert.Contains($"`{variable.Name}`", page, StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Deployment.Kinds), MemberType = typeof(Deployment))]
    public async Task What_azd_and_the_hooks_go_on_with_is_put_out(string listenerHost, bool manageDns)
    {
        var outputs = (await Deployment.OfAsync(listenerHost, manageDns)).Outputs;

        Assert.Equal(Outputs, outputs.Select(output => output.Key).Order(StringComparer.Ordinal));
        Assert.Equal("mail.example.org", (string)outputs["MAILCLOUD_HOSTNAME"]!);
        Assert.Equal(manageDns ? "example.org" : "", ((string)outputs["MAILCLOUD_DNS_ZONE_ID"]!).Split('/')[^1]);
    }

    private static Dictionary<string, (string Name, string Default)> Given() =>
        JsonNode.Parse(File.ReadAllText(Bicep.PathOf("infra/main.parameters.json")))!["parameters"]!
            .AsObject()
            .ToDictionary(
                parameter => parameter.Key,
                parameter =>
                {
                    var found = Variable().Match((string)parameter.Value!["value"]!);
                    Assert.True(found.Success, $"{parameter.Key} is no variable of azd.");
                    return (found.Groups["name"].Value, found.Groups["default"].Value);
                },
                StringComparer.Ordinal
            );

    private static string DefaultOf(JsonNode parameter) =>
        parameter["defaultValue"] switch
        {
            null => "",
            JsonValue value when value.TryGetValue<bool>(out var on) => on ? "true" : "false",
            var value => value.ToString(),
        };

    [GeneratedRegex(@"^\$\{(?<name>[A-Z_]+)(?:=(?<default>.*))?\}$", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
