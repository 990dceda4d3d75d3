using MailCloud.Functions.Hosting;
using NCrontab;

namespace MailCloud.Functions.Local;

/// <summary>Runs a function when its schedule says so. A run that is late is not made up for, and two never overlap.</summary>
/// <param name="schedule">Six fields, as in <c>function.json</c>; in UTC.</param>
public sealed class TimerPump(string function, TriggerHandler handler, string schedule, TimeProvider time, ILogger log)
{
    private const string Data = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""";

    // Task.Delay cannot wait for much longer than a month.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly CrontabSchedule schedule = CrontabSchedule.Parse(
        schedule,
        new CrontabSchedule.ParseOptions { IncludingSeconds = true }
    );

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Waits and runs until it is told to stop, and returns when a run that had begun is done.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            var due = schedule.GetNextOccurrence(Now);
            while (true)
            {
                await WaitUntilAsync(due, stopping);
                await RunOnceAsync();
                due = schedule.GetNextOccurrence(due);
                if (due < Now)
                    due = schedule.GetNextOccurrence(Now);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task WaitUntilAsync(DateTime due, CancellationToken stopping)
    {
        while (due - Now is { Ticks: > 0 } left)
            await Task.Delay(left < LongestDelay ? left : LongestDelay, time, stopping);
    }

    private async Task RunOnceAsync()
    {
        var id = Guid.NewGuid().ToString();
        try
        {
            await handler(new Invocation(id, Data), CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogError(e, "{Function} {Id} failed; it runs again at its next time", function, id);
        }
    }
}
