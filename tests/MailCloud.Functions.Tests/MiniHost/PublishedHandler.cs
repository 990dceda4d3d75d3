using System.Diagnostics;
using System.Text.Json.Nodes;
using MailCloud.Testing;

namespace MailCloud.Functions.Tests.MiniHost;

/// <summary>The functions app as <c>dotnet publish</c> lays it out, made once for all tests.</summary>
public sealed class PublishedHandler : IAsyncLifetime
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-functions-");

    /// <summary>The app's root, where <c>host.json</c> is.</summary>
    public string Folder => folder.FullName;

    /// <summary>The program that <c>host.json</c> names, relative to the app's root.</summary>
    public string Executable => Path.Combine(Folder, CustomHandler()["description"]!["defaultExecutablePath"]!.GetValue<string>());

    /// <summary>What <c>host.json</c> tells the Functions host about this program.</summary>
    public JsonNode CustomHandler() => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "host.json")))!["customHandler"]!;

    public async ValueTask InitializeAsync()
    {
        var project = Path.Combine(Checkout.Root, "functions", "MailCloud.Functions.csproj");
        // It was built with the tests.
        string[] arguments = ["publish", project, "--no-build", "--configuration", Configuration, "--output", Folder, "--nologo"];
        var start = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
