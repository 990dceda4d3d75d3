using MailCloud.Mail.Outgoing;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>Outgoing mail while single requests fail: what was added is there once, and of a change its caller knows whether it stands.</summary>
public sealed class OutgoingFaultTests(StorageFixture fixture)
{
    public static TheoryData<Fault> Faults { get; } = new(Enum.GetValues<Fault>());

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Groups_are_added_once_and_whole(Fault fault) =>
        ForEachRequestAsync(
            fault,
            (faulty, well) =>
            {
                var first = OutgoingStoreContract.Group("one.example");
                OutgoingGroup[] groups =
                [
                    first,
                    .. Enumerable.Range(0, 60).Select(n => OutgoingGroup.New(first.Message, $"d{n}.example", 1, DateTimeOffset.UnixEpoch)),
                ];
                return Task.FromResult<(Func<Task>, Func<Task>)>(
                    (
                        async () => await faulty.AddAsync(groups, CancellationToken.None),
                        async () =>
                        {
                            Assert.Equal(61, await well.ListAsync(first.Key.Message, CancellationToken.None).CountAsync());
                            await faulty.AddAsync(groups, CancellationToken.None);
                            Assert.Equal(61, await well.ListAsync(first.Key.Message, CancellationToken.None).CountAsync());
                        }
                    )
                );
            }
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_change_stands_once_and_its_version_is_known(Fault fault) =>
        ForEachRequestAsync(
            fault,
            async (faulty, well) =>
            {
                var group = OutgoingStoreContract.Group();
                await well.AddAsync([group], CancellationToken.None);
                var seen = (await well.FindAsync(group.Key, CancellationToken.None))!;
                StoredGroup? changed = null;
                return (
                    async () => changed = await faulty.TryReplaceAsync(group with { Ticket = 2 }, seen.Version, CancellationToken.None),
                    async () =>
                    {
                        Assert.Equal(2, changed?.Group.Ticket);
                        Assert.Equal(changed!.Version, (await well.FindAsync(group.Key, CancellationToken.None))!.Version);
                        Assert.Null(await well.TryReplaceAsync(group with { Ticket = 9 }, seen.Version, CancellationToken.None));
                        Assert.NotNull(await well.TryReplaceAsync(group with { Ticket = 3 }, changed.Version, CancellationToken.None));
                    }
                );
            }
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_message_is_forgotten_whole(Fault fault) =>
        ForEachRequestAsync(
            fault,
            async (faulty, well) =>
            {
                var group = OutgoingStoreContract.Group();
                await well.AddAsync(
                    [group, OutgoingGroup.New(group.Message, "y.example", 1, DateTimeOffset.UnixEpoch)],
                    CancellationToken.None
                );
                return (
                    async () => await faulty.RemoveAsync(group.Key.Message, CancellationToken.None),
                    async () => Assert.Equal(0, await well.ListAsync(group.Key.Message, CancellationToken.None).CountAsync())
                );
            }
        );

    /// <summary>Makes a case of its own for each request that fails, until the action needs no more requests.</summary>
    private async Task ForEachRequestAsync(
        Fault fault,
        Func<IOutgoingStore, IOutgoingStore, Task<(Func<Task> Act, Func<Task> Check)>> prepareAsync
    )
    {
        var policy = new FaultPolicy();
        var (faulty, well) = ((await fixture.OpenAsync(policy)).Outgoing, (await fixture.OpenAsync()).Outgoing);
        for (var k = 1; k < 30; k++)
        {
            var (act, check) = await prepareAsync(faulty, well);
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
