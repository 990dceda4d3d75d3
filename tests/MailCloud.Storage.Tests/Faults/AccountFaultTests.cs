using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>Making and removing accounts and addresses while single requests fail.</summary>
public sealed class AccountFaultTests(StorageFixture fixture)
{
    public static TheoryData<Fault> Faults { get; } = new(Enum.GetValues<Fault>());

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_account_is_made_once_and_whole(Fault fault) =>
        await ForEachRequestAsync(
            fault,
            async (faulty, well) =>
            {
                var account = new AccountId($"made-{Guid.NewGuid():N}");
                return (
                    async () => Assert.True(await faulty.Store.CreateAccountAsync(account, CancellationToken.None)),
                    async () =>
                    {
                        var state = await well.Store.ReadAsync(account);
                        Assert.Equal(6, state.Directory.Count);
                        (await AccountLog.ReadAsync(fixture, account)).AssertIs(state);
                        Assert.False(await faulty.Store.CreateAccountAsync(account, CancellationToken.None));
                    }
                );
            }
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_account_is_removed_and_can_be_made_anew(Fault fault) =>
        await ForEachRequestAsync(
            fault,
            async (faulty, well) =>
            {
                var account = await Operation.PrepareAsync(well.Store);
                var before = await faulty.Store.ReadAsync(account);
                return (
                    async () => Assert.True(await faulty.Store.RemoveAccountAsync(account, CancellationToken.None)),
                    async () =>
                    {
                        Assert.Null(await well.Store.ReadAsync(account, StateDepth.Messages, CancellationToken.None));
                        Assert.True(await well.Store.CreateAccountAsync(account, CancellationToken.None));
                        var anew = await faulty.Store.ReadAsync(account);
                        Assert.Equal(6, anew.Directory.Count);
                        Assert.True(anew.Mailbox("INBOX").UidValidity > before.ModSeq.Value);
                        (await AccountLog.ReadAsync(fixture, account)).AssertIs(anew);
                    }
                );
            }
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_address_is_added_once(Fault fault) =>
        await ForEachRequestAsync(
            fault,
            (faulty, well) =>
            {
                var entry = new AccountAddress(new Address($"a{Guid.NewGuid():N}", "fault.example"), new AccountId("x"));
                return Task.FromResult<(Func<Task>, Func<Task>)>(
                    (
                        async () => Assert.True(await faulty.Directory.AddAsync(entry, CancellationToken.None)),
                        async () =>
                        {
                            Assert.Equal(entry, await well.Directory.FindAsync(entry.Address, CancellationToken.None));
                            Assert.False(await well.Directory.AddAsync(entry, CancellationToken.None));
                            Assert.True(await faulty.Directory.RemoveAsync(entry.Address, CancellationToken.None));
                        }
                    )
                );
            }
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_domain_is_added_changed_and_removed(Fault fault) =>
        await ForEachRequestAsync(
            fault,
            (faulty, well) =>
            {
                var domain = new Domain($"d{Guid.NewGuid():N}.example") { Postmaster = new Address("a", "b.example") };
                return Task.FromResult<(Func<Task>, Func<Task>)>(
                    (
                        async () =>
                        {
                            Assert.True(await faulty.Directory.AddDomainAsync(domain, CancellationToken.None));
                            var changed = await faulty.Directory.UpdateDomainAsync(
                                domain.Name,
                                present => present with { AllowsLegacyMechanisms = !present.AllowsLegacyMechanisms },
                                CancellationToken.None
                            );
                            Assert.True(changed?.AllowsLegacyMechanisms);
                        },
                        async () =>
                        {
                            var found = await well.Directory.FindDomainAsync(domain.Name, CancellationToken.None);
                            Assert.Equal((domain.Postmaster, true), (found!.Postmaster, found.AllowsLegacyMechanisms));
                            Assert.False(await well.Directory.AddDomainAsync(domain, CancellationToken.None));
                            Assert.True(await faulty.Directory.RemoveDomainAsync(domain.Name, CancellationToken.None));
                        }
                    )
                );
            }
        );

    /// <summary>Makes a case of its own for each request that fails, until the action needs no more requests.</summary>
    private async Task ForEachRequestAsync(
        Fault fault,
        Func<MailStorage, MailStorage, Task<(Func<Task> Act, Func<Task> Check)>> prepareAsync
    )
    {
        var policy = new FaultPolicy();
        var (faulty, well) = (await fixture.OpenAsync(policy), await fixture.OpenAsync());
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
