using CsCheck;
using MailCloud.Mail.Limits;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Mail.Tests.Limits;

public class RateLimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void So_many_at_once_and_then_as_time_passes()
    {
        var limit = new RateLimit<string>(3, Minute, time);
        Assert.Equal([true, true, true, false], Take(limit, 4));
        Assert.True(limit.TryTake("another"));

        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(limit.TryTake("one"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, false], Take(limit, 2));
        time.Advance(Minute);
        Assert.Equal([true, true, true, false], Take(limit, 4));
    }

    [Fact]
    public void What_is_refused_is_no_burden()
    {
        var limit = new RateLimit<string>(1, Minute, time);
        Assert.True(limit.TryTake("one"));
        for (var i = 0; i < 59; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(limit.TryTake("one"));
        }
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.TryTake("one"));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var limit = new RateLimit<string>(0, Minute, time);
        Assert.All(Take(limit, 1000), Assert.True);
    }

    [Fact]
    public void No_window_ever_has_more_than_twice_the_count() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 10_000].Array[1, 200])
            .Sample(
                (count, pauses) =>
                {
                    var clock = new FakeTimeProvider();
                    var limit = new RateLimit<int>(count, Minute, clock);
                    var taken = new List<DateTimeOffset>();
                    foreach (var pause in pauses)
                    {
                        clock.Advance(TimeSpan.FromMilliseconds(pause));
                        if (limit.TryTake(0))
                            taken.Add(clock.GetUtcNow());
                    }
                    foreach (var start in taken)
                        Assert.InRange(taken.Count(at => at >= start && at < start + Minute), 0, 2 * count);
                }
            );

    [Fact]
    public void A_flood_of_keys_fills_no_memory()
    {
        var deadlines = new Deadlines<int>(time, capacity: 100);
        for (var key = 0; key < 10_000; key++)
        {
            deadlines.Set(key, time.GetUtcNow() + Minute);
            Assert.True(deadlines.IsPending(key));
            Assert.InRange(deadlines.Count, 1, 100);
        }
    }

    [Fact]
    public void What_has_passed_makes_room_for_what_has_not()
    {
        var deadlines = new Deadlines<int>(time, capacity: 100);
        for (var key = 0; key < 100; key++)
            deadlines.Set(key, time.GetUtcNow() + (key < 30 ? 2 : 1) * Minute);
        time.Advance(Minute);
        deadlines.Set(100, time.GetUtcNow() + Minute);
        Assert.Equal(31, deadlines.Count);
        Assert.True(deadlines.IsPending(29));
        Assert.False(deadlines.IsPending(30));
    }

    private static bool[] Take(RateLimit<string> limit, int times) => [.. Enumerable.Range(0, times).Select(_ => limit.TryTake("one"))];

    [Fact]
    public void A_clock_that_runs_takes_nothing_away()
    {
        var limit = new RateLimit<string>(1, TimeSpan.FromHours(1), TimeProvider.System);
        for (var i = 0; i < 100; i++)
            Assert.True(limit.TryTake($"client {i}"));
        Assert.False(limit.TryTake("client 0"));
    }
}
