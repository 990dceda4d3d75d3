namespace MailCloud.Fuzz.Tests.Connections;

/// <summary>A clock that stands still. What is to happen within seconds happens at once, such as the answer to a log-in that has to wait; what takes longer, never.</summary>
internal sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public override DateTimeOffset GetUtcNow() => new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isSoon = dueTime >= TimeSpan.Zero && dueTime < Soon;
        return System.CreateTimer(callback, state, isSoon ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
