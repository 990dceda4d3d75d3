using System.Diagnostics.Metrics;

namespace MailCloud.Storage.Spooling;

/// <summary>How full a queue is.</summary>
/// <param name="Messages">About how many there are, seen and unseen.</param>
/// <param name="Age">How long the oldest that could be worked on now has been there; zero: there is none.</param>
public sealed record QueueLevel(string Queue, int Messages, TimeSpan Age)
{
    /// <summary>Whether somebody has to look: what failed too often waits here.</summary>
    public bool IsPoison => Queue.EndsWith(QueueNames.Poison, StringComparison.Ordinal);
}

/// <summary>Looks at all queues, and keeps what it saw as gauges.</summary>
public sealed class QueueLevels
{
    public const string MeterName = "MailCloud.Queues";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Gauge<long> Messages = Meter.CreateGauge<long>("mailcloud.queue.messages", "{message}", "Messages of a queue");

    private static readonly Gauge<double> Ages = Meter.CreateGauge<double>(
        "mailcloud.queue.age",
        "s",
        "How long the oldest message that could be worked on has been in a queue"
    );

    private readonly IReadOnlyList<WorkQueue> queues;
    private readonly TimeProvider time;

    internal QueueLevels(IReadOnlyList<WorkQueue> queues, TimeProvider time) => (this.queues, this.time) = (queues, time);

    /// <exception cref="Mail.Store.StoreUnavailableException">Storage does not answer.</exception>
    public async Task<IReadOnlyList<QueueLevel>> ReadAsync(CancellationToken cancellationToken)
    {
        var levels = await Task.WhenAll(queues.Select(queue => ReadAsync(queue, cancellationToken)));
        foreach (var level in levels)
        {
            var tag = new KeyValuePair<string, object?>("queue", level.Queue);
            Messages.Record(level.Messages, tag);
            Ages.Record(level.Age.TotalSeconds, tag);
        }
        return levels;
    }

    private async Task<QueueLevel> ReadAsync(WorkQueue queue, CancellationToken cancellationToken)
    {
        var count = await queue.CountAsync(cancellationToken);
        var oldest = count == 0 ? null : await queue.PeekAsync(cancellationToken);
        var age = oldest is { } inserted ? time.GetUtcNow() - inserted : TimeSpan.Zero;
        return new QueueLevel(queue.Name, count, age > TimeSpan.Zero ? age : TimeSpan.Zero);
    }
}
