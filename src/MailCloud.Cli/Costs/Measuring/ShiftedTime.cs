namespace MailCloud.Cli.Costs.Measuring;

/// <summary>The system's time, moved forward: what was remembered for some minutes is forgotten at once.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref ticks));

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(new TimeSpan(Interlocked.Read(ref ticks)).TotalSeconds * System.TimestampFrequency);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
