using System.Diagnostics;
using System.Diagnostics.Metrics;
using MailCloud.Functions.Hosting;

namespace MailCloud.Functions;

/// <summary>Times the functions that queues and timers run, under an activity each.</summary>
internal static class FunctionMeter
{
    public const string Name = "MailCloud.Functions";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "mailcloud.function.duration",
        "s",
        "How long an invocation takes"
    );

    /// <summary>The same handler, timed.</summary>
    public static TriggerHandler Time(string function, TriggerHandler handler) =>
        async (invocation, cancellationToken) =>
        {
            var started = Stopwatch.GetTimestamp();
            using var activity = Source.StartActivity(function, ActivityKind.Consumer);
            var outcome = "failed";
            try
            {
                await handler(invocation, cancellationToken);
                outcome = "ok";
            }
            finally
            {
                activity?.SetStatus(outcome is "ok" ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
                Duration.Record(
                    Stopwatch.GetElapsedTime(started).TotalSeconds,
                    new KeyValuePair<string, object?>("function", function),
                    new KeyValuePair<string, object?>("outcome", outcome)
                );
            }
        };
}
