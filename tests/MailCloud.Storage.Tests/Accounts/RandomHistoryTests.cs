using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Storage.Tests.Faults;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Accounts;

/// <summary>
/// Several processes change one account at the same time, at random, while requests fail at random: all who read it agree, with each other, with those
/// who begin from nothing, and with a plain reading of the log; and what was reported is what happened.
/// </summary>
public sealed class RandomHistoryTests(StorageFixture fixture)
{
    private const int Processes = 3;
    private const int Sessions = 2;
    private const int Steps = 12;

    [Fact]
    public async Task All_readers_agree_whoever_wrote() =>
        await Gen.Int.SampleAsync(seed => RunAsync(seed, faults: false), iter: 12, threads: 2);

    [Fact]
    public async Task All_readers_agree_while_requests_fail() =>
        await Gen.Int.SampleAsync(seed => RunAsync(seed, faults: true), iter: 12, threads: 2);

    private async Task RunAsync(int seed, bool faults)
    {
        var policies = Enumerable.Range(0, Processes).Select(_ => new FaultPolicy()).ToArray();
        var stores = await Task.WhenAll(policies.Select(async policy => (await fixture.OpenAsync(policy)).Store));
        var account = new AccountId($"random-{Guid.NewGuid():N}");
        await stores[0].CreateAccountAsync(account, CancellationToken.None);
        if (faults)
            for (var n = 0; n < Processes; n++)
                policies[n].Arm((Fault)((seed + n) & 3), at: 2 + ((seed >> 4) & 7), more: 1);

        var done = await Task.WhenAll(
            from process in Enumerable.Range(0, Processes)
            from session in Enumerable.Range(0, Sessions)
            select SessionAsync(stores[process], account, new Random(HashCode.Combine(seed, process, session)))
        );

        await Task.WhenAll(policies.Select(policy => policy.DisarmAsync()));
        var log = await AccountLog.ReadAsync(fixture, account);
        foreach (var store in stores.Append((await fixture.OpenAsync()).Store))
        {
            log.AssertIs(await store.ReadAsync(account));
            var directory = await store.ReadAsync(account, StateDepth.Directory, CancellationToken.None);
            Assert.Equal((await store.ReadAsync(account)).Directory.Mailboxes, directory!.Directory.Mailboxes);
        }
        // What was reported, and nothing else, is in the log: each number was given to one caller.
        var reported = done.SelectMany(results => results).SelectMany(result => result.Events).ToList();
        var numbers = reported
            .SelectMany(logged => Enumerable.Range(0, (int)logged.Event.Span).Select(n => logged.First.Value + (ulong)n))
            .Order();
        var state = await stores[0].ReadAsync(account);
        var first = state.ModSeq.Value - (ulong)numbers.Count() + 1;
        Assert.Equal(Enumerable.Range(0, numbers.Count()).Select(n => first + (ulong)n), numbers);
    }

    private static async Task<List<CommitResult>> SessionAsync(IMailStore store, AccountId account, Random random)
    {
        var results = new List<CommitResult>();
        var known = await store.ReadAsync(account);
        for (var n = 0; n < Steps; n++)
        {
            var result = await store.CommitAsync(account, RandomChanges.Next(random, known), CancellationToken.None);
            Assert.True(result.State.ModSeq >= known.ModSeq, "A commit was decided against an old state.");
            Assert.True(result.Events.IsEmpty || result.State.ModSeq == result.Events[^1].Last);
            results.Add(result);
            if (random.Next(3) > 0)
                continue;
            var read = await store.ReadAsync(account);
            Assert.True(read.ModSeq >= result.State.ModSeq, "A read did not show a commit before it.");
            known = read;
        }
        return results;
    }
}
