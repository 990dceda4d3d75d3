using MailCloud.Mail.Store;
using MailCloud.Storage.Accounts;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Accounts;

/// <summary>Memory of accounts is bounded, and to forget one does no harm.</summary>
public sealed class OpenAccountsTests(StorageFixture fixture)
{
    [Fact]
    public async Task Those_not_used_longest_are_forgotten()
    {
        var store = (await fixture.OpenAsync()).Store;
        using var clients = fixture.Clients();
        var table = new AccountTable(clients.Table(TableNames.Accounts), clients.TableWithoutRetries(TableNames.Accounts));
        var names = Enumerable.Range(0, 5).Select(n => new AccountId($"lru-{n}-{Guid.NewGuid():N}")).ToList();
        foreach (var name in names)
        {
            await store.CreateAccountAsync(name, CancellationToken.None);
            await store.AppendAsync(name, "INBOX", 10);
        }
        var byCount = new OpenAccounts(Open, maxCount: 3, maxWeight: long.MaxValue);
        foreach (var name in names[..4])
            Assert.Equal(10, (await byCount[name].ReadAsync(StateDepth.Messages, CancellationToken.None))!.In("INBOX").Count);

        Assert.Null(byCount.Find(names[0]));
        Assert.NotNull(byCount.Find(names[1]));
        Assert.Equal(10, (await byCount[names[0]].ReadAsync(StateDepth.Messages, CancellationToken.None))!.In("INBOX").Count);

        var byWeight = new OpenAccounts(Open, maxCount: 1_000, maxWeight: 30_000);
        // Weights are looked at once in 64 uses.
        for (var n = 0; n < 128; n++)
            await byWeight[names[n % 5]].ReadAsync(StateDepth.Messages, CancellationToken.None);
        Assert.InRange(names.Count(name => byWeight.Find(name) is not null), 1, 4);

        OpenAccount Open(AccountId account) => new(account, table, (_, _) => { }, TimeProvider.System);
    }
}
