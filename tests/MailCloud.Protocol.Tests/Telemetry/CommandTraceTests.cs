using System.Diagnostics;
using System.Diagnostics.Metrics;
using MailCloud.Protocol.Telemetry;

namespace MailCloud.Protocol.Tests.Telemetry;

/// <summary>What listeners hear of commands, and what it costs when there are none.</summary>
public class CommandTraceTests
{
    private const int Rounds = 10_000;

    [Fact]
    public void While_nobody_listens_nothing_is_allocated()
    {
        for (var i = 0; i < Rounds; i++)
            Run("quiet");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            Run("quiet");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);

        static void Run(string protocol)
        {
            CommandTrace.Begin(protocol, "FETCH").End("ok");
            ProtocolMeter.Opened(protocol);
            ProtocolMeter.Moved(protocol, "out", 1000);
            ProtocolMeter.Closed(protocol, "served");
            ProtocolMeter.MessageEnded(protocol, "accepted");
        }
    }

    [Fact]
    public void A_listener_hears_which_command_it_was_and_how_it_ended()
    {
        var heard = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Meter.Name is ProtocolMeter.Name)
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => Keep(instrument, tags, $" {count}"));
        listener.Start();

        CommandTrace.Begin("metered", "NOOP").End("ok");
        CommandTrace.Begin("metered", CommandTrace.Unknown).End("refused");
        ProtocolMeter.Opened("metered");
        ProtocolMeter.Closed("metered", "no-tls");
        ProtocolMeter.TurnedAway("metered");

        Assert.Equal(
            [
                "mailcloud.command.duration metered NOOP ok",
                "mailcloud.command.duration metered other refused",
                "mailcloud.connections.open metered 1",
                "mailcloud.connections.open metered -1",
                "mailcloud.connections metered no-tls 1",
                "mailcloud.connections metered turned-away 1",
            ],
            heard
        );

        // Other tests of this process may run at the same time; their protocols have other names.
        void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags, string value = "")
        {
            if (tags[0].Value is "metered")
                heard.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}{value}");
        }
    }

    [Fact]
    public void A_command_is_an_activity_under_which_its_work_stands()
    {
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ProtocolMeter.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);

        var trace = CommandTrace.Begin("traced", "DATA");
        Assert.Equal("traced DATA", Activity.Current?.DisplayName);
        trace.End("failed");

        Assert.Null(Activity.Current);
        var activity = Assert.Single(ended, each => each.DisplayName is "traced DATA");
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Equal([new KeyValuePair<string, object?>("mailcloud.outcome", "failed")], activity.TagObjects);
    }
}
