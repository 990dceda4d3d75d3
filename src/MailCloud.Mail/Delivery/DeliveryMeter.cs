using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MailCloud.Mail.Delivery;

/// <summary>What the functions count of mail, for whoever listens. Tags tell of no person.</summary>
public static class DeliveryMeter
{
    public const string Name = "MailCloud.Delivery";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Source = new(Name);

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "mailcloud.deliveries",
        "{message}",
        "Messages that were put into accounts, a copy each"
    );

    private static readonly Histogram<double> Latency = Meter.CreateHistogram<double>(
        "mailcloud.delivery.latency",
        "s",
        "From a message's acceptance to its being seen in an account; acceptance is known to the second"
    );

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "mailcloud.outbound.attempts",
        "{recipient}",
        "Attempts to hand a message to another server, a recipient each"
    );

    /// <summary>A message is in an account.</summary>
    /// <param name="mailbox"><c>inbox</c>, <c>junk</c>, or <c>rule</c>: where its user wants it.</param>
    public static void Delivered(SpooledMessage message, string mailbox)
    {
        var tag = new KeyValuePair<string, object?>("mailbox", mailbox);
        Deliveries.Add(1, tag);
        if (Latency.Enabled)
            Latency.Record(
                Math.Max(0, (TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(message.ReceivedSeconds)).TotalSeconds),
                tag
            );
    }

    /// <param name="outcome"><c>delivered</c>, <c>deferred</c> or <c>refused</c>.</param>
    public static void Attempted(string outcome, bool isEncrypted) =>
        Attempts.Add(1, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("tls", isEncrypted));

    /// <summary>The activity of bringing a message to an account. It goes on with the trace under which the message was accepted.</summary>
    public static Activity? Begin(SpooledMessage message) => Begin(message, "deliver", ActivityKind.Consumer);

    /// <summary>The activity of an attempt to hand a message to another server; likewise, however late the attempt is.</summary>
    public static Activity? BeginAttempt(SpooledMessage message) => Begin(message, "send", ActivityKind.Client);

    private static Activity? Begin(SpooledMessage message, string name, ActivityKind kind) =>
        Source.HasListeners()
            ? Source.StartActivity(
                name,
                kind,
                ActivityContext.TryParse(message.TraceParent, traceState: null, isRemote: true, out var parent) ? parent : default
            )
            : null;
}
