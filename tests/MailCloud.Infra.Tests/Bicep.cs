using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MailCloud.Testing;

namespace MailCloud.Infra.Tests;

/// <summary>The Bicep compiler that the project file pins. It asks nothing of Azure; on a machine that it is not made for, the test is skipped and says so.</summary>
internal static class Bicep
{
    private const string Version = "0.49.2";

    static Bicep() =>
        // It brings no ICU, and not every machine has one.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");

    /// <summary>All of our Bicep files.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. new[] { "infra", "bicep" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.bicep", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal),
    ];

    public static string PathOf(string relative) => Path.Combine(Checkout.Root, relative);

    /// <summary>Runs a command of the compiler that has to succeed.</summary>
    /// <returns>What it printed.</returns>
    public static Task<string> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture is Architecture.X64,
            "The pinned Bicep compiler runs on linux-x64 only."
        );
        var packages =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var compiler = Path.Combine(packages, "azure.bicep.commandline.linux-x64", Version, "tools", "bicep");
        Assert.True(File.Exists(compiler), $"Restoring this project brings {compiler}.");
        return Tool.SucceedAsync(compiler, arguments);
    }

    /// <summary><c>infra/main.bicep</c> as Azure gets it.</summary>
    public static async Task<JsonObject> CompileAsync() =>
        JsonNode.Parse(await RunAsync("build", PathOf("infra/main.bicep"), "--stdout"))!.AsObject();
}
