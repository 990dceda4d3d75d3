using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>Objects while requests fail: a single failure is not seen, and while storage is away a commit stands whole or not at all.</summary>
public sealed class ObjectFaultTests(StorageFixture fixture)
{
    private static readonly ObjectKind Kind = new("fruit");

    public static TheoryData<Fault> Faults { get; } = [.. Enum.GetValues<Fault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_commit_stands_once(Fault fault) =>
        ForEachRequestAsync(
            fault,
            async (faulty, well, account) =>
            {
                var first = await well.TryCommitAsync(account, Kind, [Write("a", 1), Write("b", 1)], CancellationToken.None);
                ulong? second = null;
                return (
                    async () =>
                        second = await faulty.TryCommitAsync(
                            account,
                            Kind,
                            [Write("a", 2, first), new("b", Body: null, first), Write("c", 2, 0)],
                            CancellationToken.None
                        ),
                    async () =>
                    {
                        Assert.Equal(first + 1, second);
                        await AssertSecondAsync(well, account, first!.Value);
                    }
                );
            }
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public Task The_first_commit_of_an_account_stands_once(Fault fault) =>
        ForEachRequestAsync(
            fault,
            (faulty, well, account) =>
            {
                ulong? state = null;
                return Task.FromResult<(Func<Task>, Func<Task>)>(
                    (
                        async () => state = await faulty.TryCommitAsync(account, Kind, [Write("a", 1, 0)], CancellationToken.None),
                        async () =>
                        {
                            Assert.Equal(1ul, state);
                            var read = await well.ReadAsync(account, Kind, CancellationToken.None);
                            Assert.Equal((1ul, 1ul), (read.State, Assert.Single(read.Objects).Changed));
                        }
                    )
                );
            }
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public Task All_objects_go(Fault fault) =>
        ForEachRequestAsync(
            fault,
            async (faulty, well, account) =>
            {
                await well.TryCommitAsync(account, Kind, [Write("a", 1), Write("b", 1)], CancellationToken.None);
                return (
                    async () => await faulty.RemoveAllAsync(account, CancellationToken.None),
                    async () =>
                    {
                        Assert.Null(await well.FindAsync(account, Kind, "a", CancellationToken.None));
                        Assert.Empty(await well.ReadStatesAsync(account, CancellationToken.None));
                    }
                );
            }
        );

    // All at the same time, since each waits long for a storage that does not come back.
    [Fact]
    public async Task While_storage_is_away_a_commit_stands_whole_or_not_at_all() =>
        await Task.WhenAll(
            from fault in new[] { Fault.NotSent, Fault.AnswerLost, Fault.ArrivesLate }
            from k in new[] { 1, 2, 3, 4 }
            select AwayAsync(fault, k)
        );

    private async Task AwayAsync(Fault fault, int k)
    {
        var policy = new FaultPolicy();
        var (faulty, well) = ((await fixture.OpenAsync(policy)).Objects, (await fixture.OpenAsync()).Objects);
        var account = new AccountId($"{Guid.NewGuid():N}@example.com");
        var first = await well.TryCommitAsync(account, Kind, [Write("a", 1), Write("b", 1)], CancellationToken.None);
        ObjectWrite[] writes = [Write("a", 2, first), new("b", Body: null, first), Write("c", 2, 0)];
        policy.Arm(fault, k, more: 1_000_000);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await faulty.TryCommitAsync(account, Kind, writes, CancellationToken.None)
        );

        await policy.DisarmAsync();
        var stands = (await well.ReadAsync(account, Kind, CancellationToken.None)).State != first;
        // Who was told of a failure looks, and does what is missing.
        Assert.Equal(stands, await faulty.TryCommitAsync(account, Kind, writes, CancellationToken.None) is null);
        await AssertSecondAsync(well, account, first!.Value);
    }

    private static async Task AssertSecondAsync(IObjectStore store, AccountId account, ulong first)
    {
        var read = await store.ReadAsync(account, Kind, CancellationToken.None);
        Assert.Equal(first + 1, read.State);
        Assert.Equal(
            [("a", first, first + 1, 2), ("c", first + 1, first + 1, 2)],
            read.Objects.Select(found => (found.Id, found.Created, found.Changed, (int)found.Body.Span[0]))
        );
    }

    private static ObjectWrite Write(string id, byte content, ulong? expected = null) => new(id, new[] { content }, expected);

    /// <summary>Makes a case of its own for each request that fails, until the action needs no more requests.</summary>
    private async Task ForEachRequestAsync(
        Fault fault,
        Func<IObjectStore, IObjectStore, AccountId, Task<(Func<Task> Act, Func<Task> Check)>> prepareAsync
    )
    {
        var policy = new FaultPolicy();
        var (faulty, well) = ((await fixture.OpenAsync(policy)).Objects, (await fixture.OpenAsync()).Objects);
        for (var k = 1; k < 30; k++)
        {
            var (act, check) = await prepareAsync(faulty, well, new AccountId($"{Guid.NewGuid():N}@example.com"));
            policy.Arm(fault, k);
            await act();
            var fired = policy.Fired;
            await policy.DisarmAsync();
            await check();
            if (fired == 0)
            {
                Assert.True(k > 1, "Nothing was asked of storage.");
                return;
            }
        }
        Assert.Fail("It asks too much of storage.");
    }
}
