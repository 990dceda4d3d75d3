using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Tests.Core;

public class OctetBudgetTests
{
    [Fact]
    public async Task Whoever_wants_more_than_is_left_waits_until_it_is_given_back()
    {
        var budget = new OctetBudget(100_000);
        var first = await budget.TakeAsync(60_000, CancellationToken.None);
        var second = budget.TakeAsync(60_000, CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        Assert.Null(await budget.TakeAsync(0, CancellationToken.None));
        first!.Dispose();
        (await second)!.Dispose();
        // More than there is counts as all.
        (await budget.TakeAsync(1_000_000, CancellationToken.None))!.Dispose();
    }

    [Fact]
    public async Task When_too_many_wait_the_next_one_is_told_to_come_back()
    {
        var budget = new OctetBudget(100_000);
        using var all = await budget.TakeAsync(100_000, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 8).Select(_ => budget.TakeAsync(100_000, stop.Token).AsTask()).ToList();
        var refused = await Assert.ThrowsAsync<MethodException>(async () => await budget.TakeAsync(100_000, CancellationToken.None));
        Assert.Equal("serverUnavailable", refused.Type);
        await stop.CancelAsync();
        foreach (var one in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
    }
}
