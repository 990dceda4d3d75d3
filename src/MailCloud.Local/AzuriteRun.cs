using System.Diagnostics;
using System.Text.Json;

namespace MailCloud.Local;

/// <summary>One run of Azurite on a data folder, written there for the next run.</summary>
/// <param name="ProcessId">Azurite's process.</param>
/// <param name="Started">When that process started (UTC); the system may give its id to another one later.</param>
/// <param name="Ports">Where it listened.</param>
internal sealed record AzuriteRun(int ProcessId, DateTime Started, AzuritePorts Ports)
{
    private const string FileName = "last-run.json";

    // The start time is reckoned from the boot time, which moves a little when the clock is set.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(10);

    /// <summary>The last run on this folder, or <c>null</c> if there was none.</summary>
    public static AzuriteRun? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize<AzuriteRun>(File.ReadAllText(file)) : null;
    }

    public void Write(string folder) => PrivateFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(this));

    /// <summary>
    /// Waits for the end of this run. A parent that was killed leaves Azurite saving its state for a moment; two on one folder would spoil it.
    /// </summary>
    /// <exception cref="SetupException">It still runs after <paramref name="limit"/>.</exception>
    public async Task EndedAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var process = Find();
        if (process is null)
            return;
        try
        {
            await process.WaitForExitAsync(cancel).WaitAsync(limit, cancel);
        }
        catch (TimeoutException e)
        {
            throw new SetupException(
                $"Another Azurite (process {ProcessId}) still uses this data folder: end it, or choose another folder with --data.",
                e
            );
        }
    }

    private Process? Find()
    {
        try
        {
            var process = Process.GetProcessById(ProcessId);
            if ((process.StartTime.ToUniversalTime() - Started).Duration() < ClockTolerance)
                return process;
            process.Dispose();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null; // no such process, or it ended while we looked
        }
    }
}
