using System.Runtime.InteropServices;
using MailCloud.Testing;

namespace MailCloud.Infra.Tests.Hosts;

/// <summary>
/// The hooks that start <c>mailcloud</c>, as azd runs them. The <c>dotnet</c> that they find on the path is one of the test's: it writes down what it is asked for, and ends as it is told.
/// </summary>
public sealed class PostHookTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailcloud-hooks-");

    private string Asked => Path.Combine(folder.FullName, "asked");

    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(folder.FullName, "dotnet");
        await File.WriteAllTextAsync(program, $"#!/usr/bin/env bash\npwd >'{Asked}'\nprintf '%s\\n' \"$@\" >>'{Asked}'\nexit \"$EXIT\"\n");
        await Tool.SucceedAsync("chmod", ["+x", program]);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("postprovision.cs", "cloud prepare")]
    [InlineData("postdeploy.cs", "probe --lenient --wait 0:05:00")]
    public async Task A_hook_runs_its_command_in_the_checkout_and_fails_when_it_fails(string hook, string command)
    {
        Assert.Equal(0, await RunAsync(hook, 0));
        var asked = await File.ReadAllLinesAsync(Asked, TestContext.Current.CancellationToken);
        Assert.Equal(Path.GetFullPath(Bicep.PathOf(".")).TrimEnd('/'), asked[0].TrimEnd('/'));
        Assert.Equal(Bicep.PathOf("src/MailCloud.Cli"), asked[Array.IndexOf(asked, "--project") + 1]);
        Assert.Equal(command, string.Join(' ', asked[(Array.IndexOf(asked, "--") + 1)..]));

        Assert.Equal(3, await RunAsync(hook, 3));
    }

    private async Task<int> RunAsync(string hook, int exitCode)
    {
        // By its whole name, so that the hook itself is run by the real one.
        var real = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());
        var (code, output) = await Tool.RunAsync(
            "env",
            [
                $"PATH={folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
                $"EXIT={exitCode}",
                real,
                "run",
                Bicep.PathOf($"infra/hooks/{hook}"),
            ]
        );
        Assert.DoesNotContain("error CS", output, StringComparison.Ordinal);
        return code;
    }
}
