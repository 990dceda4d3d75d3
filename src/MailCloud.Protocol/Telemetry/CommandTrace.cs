using System.Diagnostics;

namespace MailCloud.Protocol.Telemetry;

/// <summary>
/// A command from its last octet to its reply: its time, and an activity under which stands whatever it asks of storage. It tells which command it was and how it ended, never its arguments.
/// </summary>
public readonly struct CommandTrace
{
    /// <summary>What is no command at all.</summary>
    public const string Unknown = "other";

    /// <summary>The outcome of a command that got no reply: its client went away, or was cut off.</summary>
    public const string Lost = "lost";

    private static readonly ActivitySource Source = new(ProtocolMeter.Name);

    private readonly string protocol;
    private readonly string command;
    private readonly long started;
    private readonly Activity? activity;

    private CommandTrace(string protocol, string command)
    {
        (this.protocol, this.command) = (protocol, command);
        started = ProtocolMeter.TimesCommands ? Stopwatch.GetTimestamp() : 0;
        activity = Source.HasListeners() ? Source.StartActivity($"{protocol} {command}", ActivityKind.Server) : null;
    }

    /// <param name="protocol">The port's name, as in its settings: <c>smtp</c>, <c>imaps</c>.</param>
    /// <param name="command">A name of the protocol's table, or <see cref="Unknown"/>.</param>
    public static CommandTrace Begin(string protocol, string command) => new(protocol, command);

    /// <param name="outcome"><c>ok</c>, <c>refused</c>, <c>failed</c>: it could not be done now, or <see cref="Lost"/>.</param>
    public void End(string outcome)
    {
        if (started != 0)
            ProtocolMeter.CommandEnded(protocol, command, outcome, Stopwatch.GetElapsedTime(started));
        if (activity is null)
            return;
        activity.SetTag("mailcloud.outcome", outcome);
        if (outcome is "failed")
            activity.SetStatus(ActivityStatusCode.Error);
        activity.Dispose();
    }
}
