using System.Diagnostics;
using System.Text;
using Xunit;

namespace MailCloud.Testing;

/// <summary>A program of the machine, such as curl. Where it is missing, the test that needs it is skipped and says so.</summary>
public static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and what it printed, standard error behind standard output.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, string? input = null)
    {
        var (exitCode, output, errors) = await PipeAsync(program, arguments, Encoding.UTF8.GetBytes(input ?? ""));
        return (exitCode, Encoding.UTF8.GetString(output) + errors);
    }

    /// <summary>Runs a program that has to succeed.</summary>
    public static async Task<string> SucceedAsync(string program, string[] arguments, string? input = null)
    {
        var (exitCode, output) = await RunAsync(program, arguments, input);
        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {output}");
        return output;
    }

    /// <summary>Runs a program that has to succeed and turns octets into octets.</summary>
    public static async Task<byte[]> FilterAsync(string program, string[] arguments, byte[] input)
    {
        var (exitCode, output, errors) = await PipeAsync(program, arguments, input);
        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {errors}");
        return output;
    }

    private static async Task<(int ExitCode, byte[] Output, string Errors)> PipeAsync(string program, string[] arguments, byte[] input)
    {
        Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Limit}: {await errors}");
        }
        await reading;
        return (process.ExitCode, output.ToArray(), await errors);
    }

    private static bool IsInstalled(string program) =>
        File.Exists(program)
        || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
