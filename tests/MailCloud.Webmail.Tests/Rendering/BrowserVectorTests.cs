using System.Text.Json;
using MailCloud.Testing;

namespace MailCloud.Webmail.Tests.Rendering;

/// <summary>
/// The vectors in a real browser. Behind both layers of the defence none does anything; of those that do what they are made for where nothing holds them, each layer holds all by itself.
/// </summary>
public sealed class BrowserVectorTests
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>So many at least run or load something where nothing stops them: the test can fail.</summary>
    private const int DangerousVectors = 120;

    [Fact]
    public async Task Nothing_fires_behind_either_layer()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not installed.");
        var scripts = ScriptsFolder();
        var frames = new VectorFrames([.. Vectors.All]);
        await using var world = await ViewWorld.CreateAsync(map: frames.Map);
        await frames.DeliverAsync(world);
        if (!Directory.Exists(Path.Combine(scripts, "node_modules/playwright-core")))
            await Tool.SucceedAsync("npm", ["ci", "--prefix", scripts, "--ignore-scripts", "--no-audit", "--no-fund"]);

        var report = await Tool.SucceedAsync(
            "node",
            [
                Path.Combine(scripts, "vectors.mjs"),
                world.Address.GetLeftPart(UriPartial.Authority),
                $"{ViewWorld.CookieName}={ViewWorld.Alice}",
            ]
        );

        using var layers = JsonDocument.Parse(report);
        var found = layers
            .RootElement.EnumerateObject()
            .ToDictionary(layer => layer.Name, layer => Fired(layer.Value), StringComparer.Ordinal);
        Assert.True(
            found.Remove("none", out var dangerous) && dangerous.Count >= DangerousVectors,
            $"Only {dangerous?.Count} vectors do anything."
        );
        Assert.Empty(found.SelectMany(layer => layer.Value.Select(vector => $"{layer.Key}: {vector}")));
    }

    private static List<string> Fired(JsonElement layer)
    {
        var fired = layer.GetProperty("fired").EnumerateArray().Select(vector => vector.GetRawText()).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{fired.Count} of {layer.GetProperty("vectors")} fired, {layer.GetProperty("seconds")} s"
        );
        return fired;
    }

    private static string ScriptsFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "tests/MailCloud.Browser.Tests/browser") is var found && Directory.Exists(found))
                return found;
        throw new InvalidOperationException("The tests run inside the checkout.");
    }
}
