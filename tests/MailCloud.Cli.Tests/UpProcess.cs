using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace MailCloud.Cli.Tests;

/// <summary><c>mailcloud up</c> as a process of its own, on free ports, with its ready file read.</summary>
internal sealed class UpProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly string readyFile;

    private UpProcess(string folder, string[] options)
    {
        readyFile = Path.Combine(folder, "ready-file.json");
        File.Delete(readyFile);
        var program = Path.Combine(AppContext.BaseDirectory, "mailcloud.dll");
        string[] ports =
        [
            "--smtp",
            "0",
            "--submission",
            "0",
            "--submissions",
            "0",
            "--imaps",
            "0",
            "--pop3s",
            "0",
            "--https",
            "0",
            "--http",
            "0",
        ];
        var start = new ProcessStartInfo(
            "dotnet",
            [program, "up", "--data", Path.Combine(folder, "data"), .. ports, "--ready-file", readyFile, .. options]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The ready file.</summary>
    public JsonNode Ready { get; private set; } = null!;

    public string ReadyFile => readyFile;

    public string Storage => (string)Ready["storage"]!;

    public int AzuriteId => (int)Ready["pids"]!["azurite"]!;

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it is ready. Without Azurite the test is skipped with the reason.</summary>
    public static async Task<UpProcess> StartAsync(string folder, params string[] options)
    {
        await Node.RequireAsync();
        var up = new UpProcess(folder, options);
        var until = Stopwatch.GetTimestamp();
        while (!File.Exists(up.ReadyFile))
        {
            Assert.False(up.process.HasExited, up.Output);
            Assert.True(Stopwatch.GetElapsedTime(until) < Limit, $"not ready in time:\n{up.Output}");
            await Task.Delay(50, Cancel);
        }
        up.Ready = JsonNode.Parse(await File.ReadAllTextAsync(up.ReadyFile, Cancel))!;
        return up;
    }

    /// <summary>The line of its output that holds this text; waits for it.</summary>
    public async Task<string> ReadLineAsync(string text)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50, Cancel))
        {
            if (
                Output.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is
                { } line
            )
                return line;
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"no line with {text}:\n{Output}");
        }
    }

    /// <summary>Asks it to stop, as a service manager does, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(Cancel);
        await process.WaitForExitAsync(Cancel).WaitAsync(Limit, Cancel);
        return process.ExitCode;
    }

    /// <summary>Kills it, and it alone, without a warning.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Cancel).WaitAsync(Limit, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await StopAsync();
        process.Dispose();
    }

    private void Append(string? line)
    {
        lock (output)
            output.Append(line).Append('\n');
    }
}
