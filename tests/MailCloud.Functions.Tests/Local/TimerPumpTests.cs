using MailCloud.Functions.Local;
using MailCloud.Functions.Tests.MiniHost;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Functions.Tests.Local;

public class TimerPumpTests
{
    private static readonly DateTimeOffset Start = new(2027, 3, 1, 10, 1, 30, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Start);
    private readonly List<DateTimeOffset> runs = [];

    [Fact]
    public async Task It_runs_when_the_schedule_says_so()
    {
        using var stopping = new CancellationTokenSource();
        var pump = Pump("0 */5 * * * *", fails: false).RunAsync(stopping.Token);

        await AdvanceToAsync(TimeSpan.FromSeconds(209), runsThen: 0);
        await AdvanceToAsync(TimeSpan.FromSeconds(210), runsThen: 1);
        await AdvanceToAsync(TimeSpan.FromSeconds(510), runsThen: 2);
        await stopping.CancelAsync();
        await pump;

        Assert.Equal([Start.AddSeconds(210), Start.AddSeconds(510)], runs);
    }

    [Fact]
    public async Task A_run_that_fails_does_not_end_it()
    {
        using var stopping = new CancellationTokenSource();
        var pump = Pump("0 * * * * *", fails: true).RunAsync(stopping.Token);

        await AdvanceToAsync(TimeSpan.FromSeconds(30), runsThen: 1);
        await AdvanceToAsync(TimeSpan.FromSeconds(90), runsThen: 2);
        await stopping.CancelAsync();
        await pump;
    }

    [Fact]
    public async Task It_can_wait_for_months()
    {
        using var stopping = new CancellationTokenSource();
        var pump = Pump("0 0 0 24 12 *", fails: false).RunAsync(stopping.Token);
        for (var day = 1; day <= 297; day++)
            await AdvanceToAsync(TimeSpan.FromDays(day), runsThen: 0);
        await AdvanceToAsync(TimeSpan.FromDays(298), runsThen: 1);
        await stopping.CancelAsync();
        await pump;
    }

    private TimerPump Pump(string schedule, bool fails) =>
        new(
            "Test",
            (_, _) =>
            {
                runs.Add(time.GetUtcNow());
                return fails ? throw new InvalidOperationException("This run failed.") : Task.CompletedTask;
            },
            schedule,
            time,
            NullLogger.Instance
        );

    private async Task AdvanceToAsync(TimeSpan sinceStart, int runsThen)
    {
        time.SetUtcNow(Start + sinceStart);
        await Eventually.AsyncTrue(() => Task.FromResult(runs.Count >= runsThen), $"{runsThen} runs");
        Assert.Equal(runsThen, runs.Count);
    }
}
