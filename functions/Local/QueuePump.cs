using MailCloud.Functions.Hosting;
using MailCloud.Mail.Store;
using MailCloud.Storage.Spooling;

namespace MailCloud.Functions.Local;

/// <summary>
/// Runs a function for each message of its queue, as the Functions host does: so many at a time, each under a lease that is renewed, failed ones
/// again after a while, and aside when they failed too often.
/// </summary>
/// <param name="poison">Where messages go that failed too often.</param>
/// <param name="signal">Set when this process put something on the queue; the queue is looked at all the same, up to once a second.</param>
public sealed class QueuePump(
    string function,
    TriggerHandler handler,
    WorkQueue queue,
    WorkQueue poison,
    QueueSettings settings,
    WakeSignal signal,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>Short, where the Functions host takes ten minutes: what a killed process had in work comes again soon after its restart.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Takes messages until it is told to stop, and returns when those in work are done.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var running = new HashSet<Task>();
        var woken = signal.WaitAsync(stopping);
        var pause = ShortestPause;
        while (!stopping.IsCancellationRequested)
        {
            running.RemoveWhere(task => task.IsCompleted);
            if (running.Count > settings.NewBatchThreshold)
            {
                await Task.WhenAny(running);
                continue;
            }
            var messages = await ReceiveAsync();
            running.UnionWith(messages.Select(WorkAsync));
            if (messages.Count > 0)
            {
                pause = ShortestPause;
                continue;
            }
            await Task.WhenAny(woken, Task.Delay(pause, time, stopping));
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            if (woken.IsCompletedSuccessfully)
                (woken, pause) = (signal.WaitAsync(stopping), ShortestPause);
        }
        await Task.WhenAll(running);
    }

    /// <summary>It is not cancelled: messages whose answer nobody waits for would be away until their lease ends.</summary>
    private async Task<IReadOnlyList<WorkItem>> ReceiveAsync()
    {
        try
        {
            return await queue.ReceiveAsync(settings.BatchSize, Lease, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "The queue of {Function} cannot be read; trying again", function);
            return [];
        }
    }

    /// <summary>One message from lease to end. It is not cancelled either: a graceful stop waits for it, and a kill leaves it to its lease.</summary>
    private async Task WorkAsync(WorkItem message)
    {
        try
        {
            var done = false;
            // A count beyond the limit: whoever had the message before died each time.
            if (message.DequeueCount <= settings.MaxDequeueCount)
            {
                using var ended = new CancellationTokenSource();
                var lease = KeepLeaseAsync(message, ended.Token);
                done = await TryAsync(message);
                await ended.CancelAsync();
                message = await lease;
            }
            if (done)
                await queue.DeleteAsync(message, CancellationToken.None);
            else if (message.DequeueCount < settings.MaxDequeueCount)
                await queue.RenewAsync(message, settings.VisibilityTimeout, CancellationToken.None);
            else
                await PutAsideAsync(message);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(
                e,
                "{Function} {Id}: the queue does not answer; the message comes again when its lease ends",
                function,
                message.Id
            );
        }
    }

    private async Task<bool> TryAsync(WorkItem message)
    {
        var attempt = checked((int)message.DequeueCount);
        try
        {
            await handler(new Invocation(message.Id, message.Text, attempt), CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            log.LogError(e, "{Function} {Id} failed, attempt {Attempt} of {Most}", function, message.Id, attempt, settings.MaxDequeueCount);
            return false;
        }
    }

    /// <summary>Renews the lease until the work has ended, and gives the message with its newest receipt.</summary>
    private async Task<WorkItem> KeepLeaseAsync(WorkItem message, CancellationToken ended)
    {
        try
        {
            using var timer = new PeriodicTimer(Lease / 3, time);
            while (await timer.WaitForNextTickAsync(ended))
                message = await queue.RenewAsync(message, Lease, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(
                e,
                "{Function} {Id}: the lease could not be renewed; the message may be run a second time",
                function,
                message.Id
            );
        }
        return message;
    }

    private async Task PutAsideAsync(WorkItem message)
    {
        log.LogError("{Function} {Id} failed too often; it is kept on the queue {Poison}", function, message.Id, poison.Name);
        await poison.SendAsync(message.Text, TimeSpan.Zero, CancellationToken.None);
        await queue.DeleteAsync(message, CancellationToken.None);
    }
}
