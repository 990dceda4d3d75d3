using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MailCloud.Local;

/// <summary>The ports of the three services.</summary>
internal sealed record AzuritePorts(int Blob, int Queue, int Table)
{
    /// <summary>Free ports, chosen by the system when each service starts to listen.</summary>
    public static readonly AzuritePorts Any = new(0, 0, 0);
}

/// <summary>What Azurite prints: kept in a log file, and read for the ports that it listens on.</summary>
internal sealed partial class AzuriteOutput : IAsyncDisposable
{
    private readonly StreamWriter log;
    private readonly TaskCompletionSource<AzuritePorts> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, int> ports = [];
    private readonly Task reading;
    private string lastLine = "it printed nothing";

    public AzuriteOutput(Process process, string logFile)
    {
        log = new StreamWriter(logFile, append: false) { AutoFlush = true };
        reading = ReadAllAsync(process);
    }

    /// <summary>Ends when all three services listen.</summary>
    /// <exception cref="SetupException">Azurite ended before; the message holds its last words.</exception>
    public Task<AzuritePorts> Listening => listening.Task;

    public async ValueTask DisposeAsync()
    {
        await reading;
        await log.DisposeAsync();
    }

    private async Task ReadAllAsync(Process process)
    {
        await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        listening.TrySetException(new SetupException($"Azurite, the local storage emulator, did not start: {lastLine}"));
    }

    private async Task ReadAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (ports)
                Take(line);
        }
    }

    private void Take(string line)
    {
        log.WriteLine(line);
        if (!string.IsNullOrWhiteSpace(line))
            lastLine = line.Trim();
        if (ListeningLine().Match(line) is not { Success: true } match)
            return;
        ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
        if (ports.Count == 3)
            listening.TrySetResult(new AzuritePorts(ports["Blob"], ports["Queue"], ports["Table"]));
    }

    [GeneratedRegex(
        @"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at https?://[^:]+:(?<port>\d+)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ListeningLine();
}
