using System.ComponentModel;
using System.Diagnostics;

namespace MailCloud.Local;

/// <summary>Node.js and npm as found on PATH: Azurite needs them.</summary>
public static class NodeRuntime
{
    /// <summary>The oldest major version that Azurite's dependencies run on.</summary>
    public const int OldestMajor = 20;

    private const string Advice =
        "install it from https://nodejs.org, or give --storage CONNECTION-STRING to use a storage account instead";

    /// <summary>Runs <c>node</c> with piped standard streams.</summary>
    /// <exception cref="SetupException">It is not on PATH.</exception>
    public static Process Start(
        string workingFolder,
        IEnumerable<string> arguments,
        params ReadOnlySpan<(string Name, string Value)> environment
    ) => Run("node", workingFolder, arguments, environment);

    /// <summary>Checks that a Node.js of at least <see cref="OldestMajor"/> is there.</summary>
    /// <exception cref="SetupException">It is missing or older.</exception>
    public static async Task EnsureAsync(CancellationToken cancel)
    {
        using var node = Run("node", Environment.CurrentDirectory, ["--version"]);
        node.StandardInput.Close();
        var version = (await node.StandardOutput.ReadToEndAsync(cancel)).Trim();
        await node.WaitForExitAsync(cancel);
        if (!IsRecent(version))
            throw new SetupException($"The local storage emulator needs Node.js {OldestMajor} or newer, and this is {version}: {Advice}.");
    }

    /// <summary>Runs <c>npm</c> in <paramref name="folder"/> to its end.</summary>
    /// <exception cref="SetupException">npm is missing, or it failed; its own words are in the message.</exception>
    public static async Task NpmAsync(string folder, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using var npm = Run(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, arguments);
        npm.StandardInput.Close();
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancel);
            var errors = npm.StandardError.ReadToEndAsync(cancel);
            await npm.WaitForExitAsync(cancel);
            await output;
            if (npm.ExitCode != 0)
                throw new SetupException($"npm could not install Azurite: {FirstError(await errors)}");
        }
        finally
        {
            if (!npm.HasExited)
                npm.Kill(entireProcessTree: true);
        }
    }

    private static bool IsRecent(string version) =>
        int.TryParse(version.TrimStart('v').Split('.')[0], out var major) && major >= OldestMajor;

    private static string FirstError(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.FirstOrDefault(line =>
                line.StartsWith("npm error", StringComparison.Ordinal) && !line.StartsWith("npm error code", StringComparison.Ordinal)
            )
            ?? lines.LastOrDefault()
            ?? "it gave no reason.";
    }

    private static Process Run(
        string program,
        string folder,
        IEnumerable<string> arguments,
        params ReadOnlySpan<(string Name, string Value)> environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        }
        catch (Win32Exception e)
        {
            throw new SetupException(
                $"The local storage emulator needs Node.js {OldestMajor} or newer, and `{program}` was not found: {Advice}.",
                e
            );
        }
    }
}
