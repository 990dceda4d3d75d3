using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MailCloud.Infra.Tests;

/// <summary>
/// What <c>infra/main.bicep</c> would make, as the compiler resolves it without Azure. What only Azure knows, such as the client id of an identity, stays
/// the expression that asks for it.
/// </summary>
internal sealed class Deployment
{
    /// <summary>Who deploys, in all of these.</summary>
    public const string Deployer = "11111111-1111-1111-1111-111111111111";

    public const string Domain = "example.org";

    private static readonly ConcurrentDictionary<string, Lazy<Task<Deployment>>> Known = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<JsonNode> resources;

    private Deployment(JsonNode snapshot)
    {
        resources = [.. snapshot["predictedResources"]!.AsArray().Select(resource => resource!)];
        Outputs = snapshot["outputs"]!.AsObject();
    }

    /// <summary>Both places for the listener, with and without a zone of ours.</summary>
    public static TheoryData<string, bool> Kinds { get; } =
        new()
        {
            { "containerapp", true },
            { "containerapp", false },
            { "vm", true },
            { "vm", false },
        };

    public JsonObject Outputs { get; }

    public IReadOnlyList<JsonNode> Resources => resources;

    public static Task<Deployment> OfAsync(string listenerHost, bool manageDns, params (string Name, string Value)[] more) =>
        OfAsync([("listenerHost", $"'{listenerHost}'"), ("manageDns", manageDns ? "true" : "false"), .. more]);

    /// <param name="parameters">Each parameter's name, and its value as Bicep writes it; those that are not named have their defaults.</param>
    public static Task<Deployment> OfAsync(params (string Name, string Value)[] parameters)
    {
        (string, string)[] always =
        [
            ("environmentName", "'test'"),
            ("location", "'westeurope'"),
            ("principalId", $"'{Deployer}'"),
            ("mailDomain", $"'{Domain}'"),
            ("alertEmail", "'operator@example.net'"),
        ];
        var all = parameters.UnionBy(always, given => given.Item1, StringComparer.Ordinal);
        var text = string.Join('\n', all.Select(given => $"param {given.Item1} = {given.Item2}"));
        return Known.GetOrAdd(text, given => new(() => ResolveAsync(given))).Value;
    }

    /// <summary>The resources of a type, such as <c>Microsoft.Web/sites</c>, in the order of the templates.</summary>
    public IReadOnlyList<JsonNode> Of(string type) => [.. resources.Where(resource => (string)resource["type"]! == type)];

    /// <summary>The only resource of a type.</summary>
    public JsonNode One(string type) => Assert.Single(Of(type));

    /// <summary>The last parts of the names of a type's resources in one account, vault or the like, in alphabetical order.</summary>
    public IEnumerable<string> NamesIn(string parentPrefix, string type) =>
        Of(type)
            .Select(resource => (string)resource["name"]!)
            .Where(name => name.StartsWith(parentPrefix, StringComparison.Ordinal))
            .Select(name => name[(name.LastIndexOf('/') + 1)..])
            .Order(StringComparer.Ordinal);

    private static async Task<Deployment> ResolveAsync(string parameters)
    {
        var folder = Directory.CreateTempSubdirectory("mailcloud-bicep-");
        try
        {
            var file = Path.Combine(folder.FullName, "main.bicepparam");
            var main = Path.GetRelativePath(folder.FullName, Bicep.PathOf("infra/main.bicep"));
            await File.WriteAllTextAsync(file, $"using '{main}'\n{parameters}\n");
            string[] place = ["--subscription-id", Guid.Empty.ToString(), "--location", "westeurope", "--deployment-name", "test"];
            await Bicep.RunAsync(["snapshot", file, "--mode", "overwrite", .. place]);
            var snapshot = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "main.snapshot.json")))!;
            // Whatever the compiler could not follow would be missing here, and nothing asserted of it.
            Assert.Empty(snapshot["diagnostics"]!.AsArray());
            return new Deployment(snapshot);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
