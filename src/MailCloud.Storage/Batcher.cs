namespace MailCloud.Storage;

/// <summary>A request that waits for its batch, and its answer.</summary>
internal sealed class Pending<TRequest, TAnswer>(TRequest request, CancellationToken cancellationToken)
    : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public TRequest Request { get; } = request;

    public CancellationToken Cancellation { get; } = cancellationToken;
}

/// <summary>
/// Group commit: requests run in batches, one batch at a time. What arrives while a batch is in flight goes together in the next one; when none is, a
/// request runs at once and alone. There is no timer: batches grow with load, and nothing waits without it.
/// </summary>
/// <param name="run">Answers every request of a batch. If it throws, so do those without an answer.</param>
/// <param name="maxCount">The most requests in a batch.</param>
/// <param name="weigh">What a request weighs; null: nothing.</param>
/// <param name="maxWeight">The most that a batch weighs, unless a single request weighs more.</param>
internal sealed class Batcher<TRequest, TAnswer>(
    Func<IReadOnlyList<Pending<TRequest, TAnswer>>, Task> run,
    int maxCount,
    Func<TRequest, long>? weigh = null,
    long maxWeight = long.MaxValue
)
{
    private readonly Lock gate = new();
    private readonly Queue<Pending<TRequest, TAnswer>> waiting = new();
    private bool running;

    /// <summary>
    /// Puts the request into the next batch. A caller that gives up while it waits takes the request back; once its batch runs, only the answer is lost.
    /// </summary>
    public Task<TAnswer> RunAsync(TRequest request, CancellationToken cancellationToken)
    {
        var pending = new Pending<TRequest, TAnswer>(request, cancellationToken);
        lock (gate)
        {
            waiting.Enqueue(pending);
            if (running)
                return pending.Task.WaitAsync(cancellationToken);
            running = true;
        }
        _ = DrainAsync();
        return pending.Task.WaitAsync(cancellationToken);
    }

    private async Task DrainAsync()
    {
        while (Next() is { } batch)
        {
            try
            {
                await run(batch);
            }
            catch (Exception e)
            {
                // Whatever it was, it is the answer to those who wait.
                foreach (var pending in batch)
                    pending.TrySetException(e);
            }
        }
    }

    private List<Pending<TRequest, TAnswer>>? Next()
    {
        var batch = new List<Pending<TRequest, TAnswer>>();
        lock (gate)
        {
            long weight = 0;
            while (batch.Count < maxCount && waiting.TryPeek(out var next))
            {
                if (next.Cancellation.IsCancellationRequested)
                {
                    next.TrySetCanceled(next.Cancellation);
                    waiting.Dequeue();
                    continue;
                }
                weight += weigh?.Invoke(next.Request) ?? 0;
                if (batch.Count > 0 && weight > maxWeight)
                    break;
                batch.Add(waiting.Dequeue());
            }
            running = batch.Count > 0;
        }
        return running ? batch : null;
    }
}
