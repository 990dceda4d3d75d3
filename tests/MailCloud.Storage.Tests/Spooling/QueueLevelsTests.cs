using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MailCloud.Storage.Spooling;

namespace MailCloud.Storage.Tests.Spooling;

/// <summary>Alerts go by these: how much waits where, and for how long.</summary>
public sealed class QueueLevelsTests(SpoolTests.Account account) : IClassFixture<SpoolTests.Account>
{
    [Fact]
    public async Task Each_queue_tells_what_waits_in_it()
    {
        var cancel = TestContext.Current.CancellationToken;
        var gauges = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument is { Meter.Name: QueueLevels.MeterName, Name: "mailcloud.queue.messages" })
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => gauges[(string)tags[0].Value!] = count);
        listener.Start();

        await account.Storage.Queue(QueueNames.Train + QueueNames.Poison).SendAsync("one", TimeSpan.Zero, cancel);
        await account.Storage.Queue(QueueNames.Train + QueueNames.Poison).SendAsync("two", TimeSpan.Zero, cancel);
        var levels = await account.Storage.QueueLevels.ReadAsync(cancel);

        var poison = levels.Single(level => level.Queue is QueueNames.Train + QueueNames.Poison);
        Assert.True(poison.IsPoison);
        Assert.Equal(2, poison.Messages);
        Assert.True(poison.Age >= TimeSpan.Zero);
        var empty = levels.Single(level => level.Queue is QueueNames.Train);
        Assert.Equal((false, 0, TimeSpan.Zero), (empty.IsPoison, empty.Messages, empty.Age));
        Assert.Equal(levels.ToDictionary(level => level.Queue, level => (long)level.Messages), gauges);
    }
}
