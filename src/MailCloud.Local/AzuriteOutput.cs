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
    private readonly StreamWriter _log;
    private readonly TaskCompletionSource<AzuritePorts> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, int> _ports = [];
    private readonly Task _reading;
    private string _lastLine = "it printed nothing";

    public AzuriteOutput(Process process, string logFile)
    {
        _log = new StreamWriter(logFile, append: false) { AutoFlush = true };
        _reading = ReadAllAsync(process);
    }

    /// <summary>Ends when all three services listen.</summary>
    /// <exception cref="SetupException">Azurite ended before; the message holds its last words.</exception>
    public Task<AzuritePorts> Listening => _listening.Task;

    public async ValueTask DisposeAsync()
    {
        await _reading;
        await _log.DisposeAsync();
    }

    private async Task ReadAllAsync(Process process)
    {
        await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        _listening.TrySetException(new SetupException($"Azurite, the local storage emulator, did not start: {_lastLine}"));
    }

    private async Task ReadAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (_ports)
                Take(line);
        }
    }

    private void Take(string line)
    {
        _log.WriteLine(line);
        if (!string.IsNullOrWhiteSpace(line))
            _lastLine = line.Trim();
        if (ListeningLine().Match(line) is not { Success: true } match)
            return;
        _ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
        if (_ports.Count == 3)
            _listening.TrySetResult(new AzuritePorts(_ports["Blob"], _ports["Queue"], _ports["Table"]));
    }

    [GeneratedRegex(
        @"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at http://[^:]+:(?<port>\d+)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ListeningLine();
}
