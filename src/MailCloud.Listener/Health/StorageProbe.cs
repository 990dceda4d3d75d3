using MailCloud.Mail.Store;

namespace MailCloud.Listener.Health;

/// <summary>Reads something small from storage every few seconds, to know whether storage answers.</summary>
public sealed class StorageProbe : IAsyncDisposable
{
    /// <summary>Between two reads.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// So long an answer counts. Storage that stumbles for some seconds is no reason to send clients away, who get a "try again later" from every command.
    /// </summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(60);

    private readonly Func<CancellationToken, ValueTask> read;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task reading;
    private long answeredAt = long.MinValue;
    private bool complained;

    /// <param name="read">Throws <see cref="StoreUnavailableException"/> if there is no answer.</param>
    public StorageProbe(Func<CancellationToken, ValueTask> read, TimeProvider time, ILogger<StorageProbe> logger)
    {
        (this.read, this.time, this.logger) = (read, time, logger);
        reading = ReadAsync(stopping.Token);
    }

    /// <summary>Whether storage has answered within the last <see cref="Freshness"/>.</summary>
    public bool IsAnswering => Volatile.Read(ref answeredAt) is var at and not long.MinValue && time.GetElapsedTime(at) < Freshness;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await reading;
        stopping.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await ReadOnceAsync(cancellationToken);
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The listener ends.
        }
    }

    private async Task ReadOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await read(cancellationToken);
            Volatile.Write(ref answeredAt, time.GetTimestamp());
            if (complained)
                logger.LogInformation("Storage answers again");
            complained = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!complained)
                logger.LogError(e, "Storage does not answer");
            complained = true;
        }
    }
}
