using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MailCloud.Infra.Tests.Hosts;

/// <summary>What a module of <c>bicep/</c> would make with given parameters, as the Bicep compiler resolves it; nothing of Azure is asked.</summary>
internal sealed class ModuleSnapshot
{
    private static readonly ConcurrentDictionary<string, Task<string>> Made = new(StringComparer.Ordinal);

    private readonly JsonArray resources;

    private ModuleSnapshot(JsonArray resources) => this.resources = resources;

    /// <summary>The compiler takes seconds, so what several tests ask for is made once.</summary>
    /// <param name="module">The file's name in <c>bicep/</c>.</param>
    /// <param name="parameters">Each parameter's name, and its value as Bicep writes it.</param>
    public static async Task<ModuleSnapshot> OfAsync(string module, params (string Name, string Value)[] parameters)
    {
        string[] lines = [.. parameters.Select(given => $"param {given.Name} = {given.Value}")];
        var snapshot = JsonNode.Parse(await Made.GetOrAdd(string.Join('\n', [module, .. lines]), _ => MakeAsync(module, lines)))!;
        Assert.Empty(snapshot["diagnostics"]!.AsArray());
        return new ModuleSnapshot(snapshot["predictedResources"]!.AsArray());
    }

    private static async Task<string> MakeAsync(string module, string[] parameters)
    {
        var folder = Directory.CreateTempSubdirectory("mailcloud-bicep-");
        try
        {
            var file = Path.Combine(folder.FullName, "module.bicepparam");
            var relative = Path.GetRelativePath(folder.FullName, Bicep.PathOf($"bicep/{module}"));
            await File.WriteAllLinesAsync(file, [$"using '{relative}'", .. parameters]);
            string[] place = ["--subscription-id", Guid.Empty.ToString(), "--resource-group", "group", "--location", "westeurope"];
            await Bicep.RunAsync(["snapshot", file, "--mode", "overwrite", "--deployment-name", "test", .. place]);
            return await File.ReadAllTextAsync(Path.Combine(folder.FullName, "module.snapshot.json"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The resources of a type, such as <c>Microsoft.Compute/virtualMachines</c>, in the order in which the module has them.</summary>
    public IReadOnlyList<JsonNode> Of(string type) =>
        [.. resources.Where(resource => (string)resource!["type"]! == type).Select(resource => resource!)];

    /// <summary>The only resource of a type.</summary>
    public JsonNode One(string type) => Assert.Single(Of(type));
}
