using MailCloud.Mail.Store;
using MailCloud.Storage.Accounts;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Accounts;

/// <summary>A log with a hole is never read as if it were whole.</summary>
public sealed class DamagedLogTests(StorageFixture fixture)
{
    [Fact]
    public async Task A_missing_event_is_noticed_and_the_directory_can_still_be_read()
    {
        var alice = new AccountId($"damaged-{Guid.NewGuid():N}");
        var store = (await fixture.OpenAsync()).Store;
        await store.CreateAccountAsync(alice, CancellationToken.None);
        var uids = await store.AppendAsync(alice, "INBOX", 3);
        await store.AppendAsync(alice, "INBOX");
        using var clients = fixture.Clients();
        var missing = AccountRows.Event(new ModSeq(uids.Ranges[0].First.Value));
        await clients.Table(TableNames.Accounts).DeleteEntityAsync(AccountRows.Partition(alice), missing);

        // Nobody makes up a state without it.
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await (await fixture.OpenAsync()).Store.ReadAsync(alice));
        var directory = await (await fixture.OpenAsync()).Store.ReadAsync(alice, StateDepth.Directory, CancellationToken.None);
        Assert.Equal(4, directory!.Mailbox("INBOX").Tally.Messages);
    }
}
