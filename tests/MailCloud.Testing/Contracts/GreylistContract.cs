using MailCloud.Mail.Greylisting;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>What every greylist does. Each test has networks of its own, so that they may share one.</summary>
public abstract class GreylistContract
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string network = $"{Guid.NewGuid():N}";

    protected abstract ValueTask<IGreylist> OpenAsync();

    [Fact]
    public async Task A_network_that_was_never_seen_is_unknown()
    {
        var list = await OpenAsync();
        Assert.Same(GreylistClient.Unknown, await list.FindAsync(network, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_set_last_is_found()
    {
        var list = await OpenAsync();
        var first = new GreylistClient(0, [new GreylistTriplet(1, Now, HasWaited: false)], Now + TimeSpan.FromDays(2));
        var last = new GreylistClient(
            3,
            [new GreylistTriplet(ulong.MaxValue, Now, HasWaited: true), new GreylistTriplet(2, Now, HasWaited: false)],
            Now + TimeSpan.FromDays(35)
        );
        await list.SetAsync(network, first, CancellationToken.None);
        await list.SetAsync(network, last, CancellationToken.None);

        var found = await list.FindAsync(network, CancellationToken.None);
        Assert.Equal((last.Passes, last.Due), (found.Passes, found.Due));
        Assert.Equal(last.Triplets, found.Triplets);
    }

    [Fact]
    public async Task What_is_due_is_deleted_within_a_day_and_nothing_else()
    {
        var list = await OpenAsync();
        var other = $"{network[..2]}{Guid.NewGuid():N}"[..32];
        await list.SetAsync(network, new GreylistClient(1, [], Now), CancellationToken.None);
        await list.SetAsync(other, new GreylistClient(1, [], Now + TimeSpan.FromDays(2)), CancellationToken.None);

        for (var at = Now; at < Now + TimeSpan.FromDays(1); at += TimeSpan.FromMinutes(5))
            await list.PruneAsync(at, CancellationToken.None);

        Assert.Same(GreylistClient.Unknown, await list.FindAsync(network, CancellationToken.None));
        Assert.Equal(1, (await list.FindAsync(other, CancellationToken.None)).Passes);
    }
}
