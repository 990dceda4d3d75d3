using MailCloud.Mail.Store;
using MailCloud.Storage.Accounts;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Faults;

/// <summary>Reads an account's log as it lies in the table, without the store.</summary>
internal static class AccountLog
{
    /// <summary>What the log says. Fails if the head says otherwise, or if numbers are missing or taken twice.</summary>
    public static async Task<LogModel> ReadAsync(StorageFixture fixture, AccountId account)
    {
        using var clients = fixture.Clients();
        var table = new AccountTable(clients.Table(TableNames.Accounts), clients.TableWithoutRetries(TableNames.Accounts));
        var head = Assert.IsType<HeadRow>(await table.ReadHeadAsync(account, CancellationToken.None));
        var model = new LogModel(head.Log.Start);
        var last = head.Log.Start;
        var (count, octets) = (0, 0L);
        await foreach (var e in table.ReadEventsAsync(account, head.Log.Start, new ModSeq(long.MaxValue), CancellationToken.None))
        {
            model.Apply(e.Logged);
            last = e.Logged.Last;
            count++;
            octets += e.Body.Length;
        }
        Assert.Equal(head.State.ModSeq, last);
        Assert.Equal((head.Log.TailEvents, head.Log.TailOctets), (count, octets));
        return model;
    }
}
