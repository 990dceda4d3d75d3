using CsCheck;
using MailCloud.Mail.Greylisting;

namespace MailCloud.Mail.Tests.Greylisting;

public class GreylistClientTests
{
    private static readonly GreylistRules Rules = new();

    private DateTimeOffset now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private GreylistClient client = GreylistClient.Unknown;

    [Fact]
    public void A_triplet_waits_once_and_is_remembered_for_as_long_as_it_comes()
    {
        Assert.True(Ask(1));
        now += Rules.Delay - TimeSpan.FromSeconds(1);
        Assert.True(Ask(1));
        now += TimeSpan.FromSeconds(1);
        Assert.False(Ask(1));
        for (var month = 0; month < 12; month++)
        {
            now += TimeSpan.FromDays(31);
            Assert.False(Ask(1));
        }
        now += Rules.Memory;
        Assert.True(Ask(1));
    }

    [Fact]
    public void Who_does_not_come_back_in_time_begins_anew()
    {
        Assert.True(Ask(1));
        now += Rules.Window;
        Assert.True(Ask(1));
        now += Rules.Delay;
        Assert.False(Ask(1));
    }

    [Fact]
    public void A_network_of_which_enough_have_waited_is_known()
    {
        for (ulong triplet = 0; triplet < 5; triplet++)
            Assert.True(Ask(triplet));
        now += Rules.Delay;
        for (ulong triplet = 0; triplet < 4; triplet++)
            Assert.False(Ask(triplet));
        Assert.True(Ask(99));
        Assert.False(Ask(4));
        Assert.False(Ask(100));
        now += TimeSpan.FromDays(34);
        Assert.False(Ask(101));
        now += TimeSpan.FromDays(34);
        Assert.False(Ask(102));
        now += Rules.Memory;
        Assert.True(Ask(103));
    }

    [Fact]
    public void The_same_triplet_makes_nobody_known()
    {
        Assert.True(Ask(1));
        for (var day = 0; day < 10; day++)
        {
            now += TimeSpan.FromDays(1);
            Assert.False(Ask(1));
        }
        Assert.Equal(1, client.Passes);
        Assert.True(Ask(2));
    }

    [Fact]
    public void Nothing_is_written_down_when_nothing_is_new()
    {
        Ask(1);
        var before = client;
        Ask(1);
        Assert.Same(before, client);
        now += Rules.Delay;
        Ask(1);
        before = client;
        now += TimeSpan.FromHours(23);
        Ask(1);
        Assert.Same(before, client);
    }

    [Fact]
    public void Whatever_comes_when_nobody_passes_unseen_and_the_row_stays_small() =>
        Gen.Select(Gen.ULong[0, 200], Gen.Int[0, 100_000])
            .Array[1, 500]
            .Sample(steps =>
            {
                var (time, network) = (now, GreylistClient.Unknown);
                var seen = new HashSet<ulong>();
                foreach (var (triplet, seconds) in steps)
                {
                    time += TimeSpan.FromSeconds(seconds);
                    var isKnown = network.Passes >= Rules.KnownAfter;
                    (var hasToWait, network) = network.Ask(triplet, time, Rules);
                    if (seen.Add(triplet) && !isKnown)
                        Assert.True(hasToWait);
                    Assert.InRange(network.Triplets.Length, 0, GreylistClient.MaxTriplets);
                    Assert.True(network.Due > time);
                }
            });

    private bool Ask(ulong triplet)
    {
        (var hasToWait, client) = client.Ask(triplet, now, Rules);
        return hasToWait;
    }
}
