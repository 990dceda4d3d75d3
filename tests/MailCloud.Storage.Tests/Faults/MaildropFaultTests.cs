using MailCloud.Mail.Store;
using MailCloud.Storage.Maildrops;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>A maildrop's lease while single requests fail: whoever is told that he has it has it, alone, and what is given back is free.</summary>
public sealed class MaildropFaultTests(StorageFixture fixture)
{
    public static TheoryData<Fault> Faults { get; } = [.. Enum.GetValues<Fault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_lease_that_was_given_holds_and_ends(Fault fault)
    {
        var policy = new FaultPolicy();
        var (faulty, well) = ((await fixture.OpenAsync(policy)).Maildrops, (await fixture.OpenAsync()).Maildrops);
        using var clients = fixture.Clients();
        // A request to take the maildrop that comes when it was given back takes it for nobody, until that runs out.
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + 2 * MaildropTable.LeaseTime);
        var next = fault is Fault.ArrivesLate ? new MaildropTable(clients.Table(TableNames.Accounts), later, NullLogger.Instance) : well;
        for (var k = 1; ; k++)
        {
            Assert.InRange(k, 1, 20);
            var account = new AccountId($"maildrop-{Guid.NewGuid():N}");
            policy.Arm(fault, k);
            var lease = await faulty.TryTakeAsync(account, CancellationToken.None);
            Assert.NotNull(lease);
            Assert.Null(await well.TryTakeAsync(account, CancellationToken.None));
            Assert.True(await lease.ConfirmAsync(CancellationToken.None));
            Assert.True(await lease.ConfirmAsync(CancellationToken.None));
            await lease.DisposeAsync();
            var fired = policy.Fired;
            await policy.DisarmAsync();

            await using (var free = await next.TryTakeAsync(account, CancellationToken.None))
                Assert.NotNull(free);
            if (fired == 0)
                break;
        }
    }
}
