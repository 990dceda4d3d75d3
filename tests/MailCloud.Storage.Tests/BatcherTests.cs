namespace MailCloud.Storage.Tests;

/// <summary>Requests go alone when nothing is in flight, and together when something is.</summary>
public class BatcherTests
{
    private readonly List<int[]> batches = [];
    private TaskCompletionSource gate = new();

    [Fact]
    public async Task What_arrives_while_a_batch_is_in_flight_goes_together()
    {
        var batcher = new Batcher<int, int>(RunAsync, maxCount: 100);
        var answers = Enumerable.Range(0, 5).Select(n => batcher.RunAsync(n, CancellationToken.None)).ToArray();
        Release();

        var all = await Task.WhenAll(answers);
        Assert.Equal([0, 10, 20, 30, 40], all);
        Assert.Equal(
            [
                [0],
                [1, 2, 3, 4],
            ],
            batches
        );
    }

    [Fact]
    public async Task A_batch_has_a_bounded_count_and_weight()
    {
        var byCount = new Batcher<int, int>(RunAsync, maxCount: 2);
        var answers = Enumerable.Range(0, 6).Select(n => byCount.RunAsync(n, CancellationToken.None)).ToArray();
        Release();
        await Task.WhenAll(answers);
        Assert.Equal(
            [
                [0],
                [1, 2],
                [3, 4],
                [5],
            ],
            batches
        );

        batches.Clear();
        gate = new();
        var byWeight = new Batcher<int, int>(RunAsync, maxCount: 100, weigh: n => n, maxWeight: 10);
        answers = [.. new[] { 1, 4, 6, 1, 50, 3 }.Select(n => byWeight.RunAsync(n, CancellationToken.None))];
        Release();
        await Task.WhenAll(answers);
        // One that is heavier than a batch may be goes all the same, alone.
        Assert.Equal(
            [
                [1],
                [4, 6],
                [1],
                [50],
                [3],
            ],
            batches
        );
    }

    [Fact]
    public async Task A_batch_that_fails_fails_all_its_requests_and_no_other()
    {
        var batcher = new Batcher<int, int>(
            async batch =>
            {
                await gate.Task;
                foreach (var pending in batch)
                    pending.TrySetResult(10 / pending.Request);
            },
            maxCount: 2
        );
        var answers = new[] { 1, 0, 2, 5 }.Select(n => batcher.RunAsync(n, CancellationToken.None)).ToArray();
        Release();

        Assert.Equal(10, await answers[0]);
        await Assert.ThrowsAsync<DivideByZeroException>(() => answers[1]);
        await Assert.ThrowsAsync<DivideByZeroException>(() => answers[2]);
        Assert.Equal(2, await answers[3]);
        Assert.Equal(10, await batcher.RunAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_is_not_in_the_batch()
    {
        var batcher = new Batcher<int, int>(RunAsync, maxCount: 100);
        using var patience = new CancellationTokenSource();
        var first = batcher.RunAsync(0, CancellationToken.None);
        var second = batcher.RunAsync(1, patience.Token);
        var third = batcher.RunAsync(2, CancellationToken.None);
        await patience.CancelAsync();
        Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Task.WhenAll(first, third);
        Assert.Equal(
            [
                [0],
                [2],
            ],
            batches
        );
    }

    private async Task RunAsync(IReadOnlyList<Pending<int, int>> batch)
    {
        batches.Add([.. batch.Select(pending => pending.Request)]);
        await gate.Task;
        foreach (var pending in batch)
            pending.TrySetResult(10 * pending.Request);
    }

    private void Release() => gate.TrySetResult();
}
