using System.Diagnostics.Metrics;
using MailCloud.Storage.Metering;

namespace MailCloud.Cli.Costs.Measuring;

/// <summary>Counts what this process asks of storage.</summary>
internal sealed class OperationCounter : IDisposable
{
    // What the service does after it has answered, such as to announce a change, begins within this time.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly AsyncLocal<bool> isAside = new();
    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private Dictionary<string, double> counts = new(StringComparer.Ordinal);
    private long last;

    public OperationCounter()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Name: StorageMeter.OperationsInstrument, Meter.Name: StorageMeter.Name })
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Count(Read(tags), count));
        listener.Start();
    }

    /// <summary>Counts something else beside.</summary>
    public void Count(string what, double count)
    {
        if (isAside.Value)
            return;
        lock (gate)
        {
            counts[what] = counts.GetValueOrDefault(what) + count;
            last = TimeProvider.System.GetTimestamp();
        }
    }

    /// <summary>Does something that is not the service's doing, and is not counted.</summary>
    public async Task<T> AsideAsync<T>(Func<Task<T>> action)
    {
        isAside.Value = true;
        return await action();
    }

    /// <summary>What was counted since the last time, once nothing is asked any more.</summary>
    public async Task<Counts> TakeAsync(CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        Touch();
        while (IsBusy() && TimeProvider.System.GetElapsedTime(start) < Limit)
            await Task.Delay(Quiet / 8, cancel);
        return TakeNow();
    }

    public Counts TakeNow()
    {
        lock (gate)
        {
            var taken = counts;
            counts = new(StringComparer.Ordinal);
            return new Counts(taken);
        }
    }

    public void Dispose() => listener.Dispose();

    private void Touch()
    {
        lock (gate)
            last = TimeProvider.System.GetTimestamp();
    }

    private bool IsBusy()
    {
        lock (gate)
            return TimeProvider.System.GetElapsedTime(last) < Quiet;
    }

    private static string Read(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (service, operation) = ("", "");
        foreach (var (name, value) in tags)
            if (name is StorageMeter.ServiceTag)
                service = (string?)value;
            else if (name is StorageMeter.OperationTag)
                operation = (string?)value;
        return $"{service}.{operation}";
    }
}
