using MailCloud.Functions.Hosting;
using MailCloud.Storage;

namespace MailCloud.Functions.Local;

/// <summary>
/// The functions in this process instead of under the Functions host, with the same files: their triggers from each <c>function.json</c>, and
/// <c>host.json</c>'s rules. What the process itself puts on a queue is worked on at once.
/// </summary>
public sealed class LocalFunctions : IAsyncDisposable
{
    private readonly FunctionFiles files;
    private readonly FunctionRegistry registry;
    private readonly MailStorage storage;
    private readonly TimeProvider time;
    private readonly ILoggerFactory logs;
    private readonly Dictionary<string, WakeSignal> signals = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task[] pumps;

    private LocalFunctions(FunctionFiles files, FunctionRegistry registry, MailStorage storage, TimeProvider time, ILoggerFactory logs)
    {
        (this.files, this.registry, this.storage, this.time, this.logs) = (files, registry, storage, time, logs);
        pumps = [.. files.Functions.Select(Start), WakeAsync()];
    }

    /// <summary>Starts a pump for each queue and timer. HTTP functions are for a web server: <see cref="CustomHandler.MapHttpFunctions"/>.</summary>
    /// <exception cref="InvalidOperationException">A declared function has no handler.</exception>
    public static LocalFunctions Start(
        FunctionFiles files,
        FunctionRegistry registry,
        MailStorage storage,
        TimeProvider time,
        ILoggerFactory logs
    ) => new(files, registry, storage, time, logs);

    /// <summary>Takes no more messages, and ends when the invocations that run are done.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(pumps);
        stopping.Dispose();
    }

    private Task Start(FunctionDefinition function)
    {
        var (name, trigger) = function;
        var log = logs.CreateLogger($"MailCloud.Functions.{name}");
        switch (trigger)
        {
            case QueueTrigger { Queue: var queue }:
                signals[queue] = new WakeSignal();
                return new QueuePump(
                    name,
                    registry.Trigger(name),
                    storage.Queue(queue),
                    storage.Queue(queue + QueueNames.Poison),
                    files.Host.Extensions.Queues,
                    signals[queue],
                    time,
                    log
                ).RunAsync(stopping.Token);
            case TimerTrigger { Schedule: var schedule }:
                return new TimerPump(name, registry.Trigger(name), schedule, time, log).RunAsync(stopping.Token);
            default:
                return Task.CompletedTask;
        }
    }

    /// <summary>Tells the pumps what this process sends.</summary>
    private async Task WakeAsync()
    {
        try
        {
            await foreach (var queue in storage.MessagesSent.ReadAllAsync(stopping.Token))
                if (signals.TryGetValue(queue, out var signal))
                    signal.Set();
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }
}
