using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>
/// Every request that a change makes fails in every way, one after the other. A single failure is never seen by the caller, and the change stands once; while
/// storage is away the caller is told so, readers see all of the change or nothing, and to do it again later ends in the same state.
/// </summary>
public sealed class CommitFaultTests(StorageFixture fixture)
{
    private const int MaxRequests = 30;

    public static TheoryData<string, Fault> Cases { get; } =
        new(Operation.All.SelectMany(operation => Enum.GetValues<Fault>().Select(fault => (operation.Name, fault))));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_failure_is_not_seen_and_the_change_stands_once(string name, Fault fault)
    {
        var operation = Operation.Named(name);
        var policy = new FaultPolicy();
        var (faulty, well) = ((await fixture.OpenAsync(policy)).Store, (await fixture.OpenAsync()).Store);
        foreach (var isOpen in new[] { false, true })
        {
            var k = 0;
            do
            {
                var account = await Operation.PrepareAsync(well);
                var before = isOpen ? await faulty.ReadAsync(account) : await well.ReadAsync(account);
                policy.Arm(fault, ++k);
                var result = await faulty.CommitAsync(account, operation.Change(before), CancellationToken.None);
                var fired = policy.Fired;
                await policy.DisarmAsync();

                Assert.Null(result.Refusal);
                Assert.NotEmpty(result.Events);
                await AssertDoneOnceAsync(operation, account, result.State.ModSeq, faulty, well);
                if (fired == 0)
                    break;
            } while (k < MaxRequests);
            Assert.InRange(k, 2, MaxRequests - 1);
        }
    }

    // All at the same time, since each waits long for a storage that does not come back.
    [Fact]
    public async Task While_storage_is_away_a_change_stands_whole_or_not_at_all() =>
        await Task.WhenAll(
            from operation in Operation.All
            from fault in new[] { Fault.NotSent, Fault.AnswerLost, Fault.ArrivesLate }
            from k in new[] { 1, 2 }
            select AwayAsync(operation, fault, k)
        );

    private async Task AwayAsync(Operation operation, Fault fault, int k)
    {
        var policy = new FaultPolicy();
        var (faulty, well) = ((await fixture.OpenAsync(policy)).Store, (await fixture.OpenAsync()).Store);
        var account = await Operation.PrepareAsync(well);
        var before = await faulty.ReadAsync(account);
        policy.Arm(fault, k, more: 1_000_000);

        CommitResult? result = null;
        try
        {
            result = await faulty.CommitAsync(account, operation.Change(before), CancellationToken.None);
            // Only what needs no second request can succeed.
            Assert.Equal(2, k);
        }
        catch (StoreUnavailableException) { }

        await policy.DisarmAsync();
        var seen = await well.ReadAsync(account);
        Assert.True(seen.ModSeq == before.ModSeq || operation.IsDone(seen), $"Half of {operation.Name} is seen.");
        Assert.True(result is null || operation.IsDone(seen), $"{operation.Name} was reported and does not stand.");
        var isDone = operation.IsDone(seen);
        // A change whose failure was reported may stand; an append without a key is then not made again.
        if (!isDone)
            Assert.Null((await faulty.CommitAsync(account, operation.Change(before), CancellationToken.None)).Refusal);
        else if (operation.IsDoneAgain is { } reason)
            Assert.Equal(reason, (await faulty.CommitAsync(account, operation.Change(before), CancellationToken.None)).Refusal?.Reason);
        await AssertDoneOnceAsync(operation, account, null, faulty, well);
    }

    private async Task AssertDoneOnceAsync(Operation operation, AccountId account, ModSeq? modSeq, params IMailStore[] stores)
    {
        var fresh = (await fixture.OpenAsync()).Store;
        var log = await AccountLog.ReadAsync(fixture, account);
        foreach (var store in stores.Append(fresh))
        {
            var state = await store.ReadAsync(account);
            Assert.True(operation.IsDone(state), $"{operation.Name} is not done once: {state.Directory.Find("INBOX")}");
            Assert.Equal(modSeq ?? state.ModSeq, state.ModSeq);
            log.AssertIs(state);
        }
    }
}
