using Azure.Storage.Queues;

namespace MailCloud.Storage.Tests.Spooling;

/// <summary>What the queues do with what no program of ours put there.</summary>
public sealed class WorkQueueTests(SpoolTests.Account account) : IClassFixture<SpoolTests.Account>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task What_is_no_base64_is_put_aside_and_holds_up_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        var queue = account.Storage.Queue(QueueNames.Reap);
        await new QueueClient(account.ConnectionString, QueueNames.Reap).SendMessageAsync("no base64!", cancel);
        await queue.SendAsync("good", TimeSpan.Zero, cancel);

        var taken = await Eventually.Async(
            async () => await queue.ReceiveAsync(32, Lease, cancel),
            items => items.Any(item => item.Text is "good")
        );
        Assert.Equal(["good"], taken.Select(item => item.Text));
        var aside = await account.Storage.Queue(QueueNames.Reap + QueueNames.Poison).ReceiveAsync(32, Lease, cancel);
        Assert.Equal(["no base64!"], aside.Select(item => item.Text));
    }
}
