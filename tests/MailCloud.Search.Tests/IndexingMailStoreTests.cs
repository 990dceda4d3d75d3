using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Search.Tests;

/// <summary>When an index is asked to be brought up to date.</summary>
public class IndexingMailStoreTests
{
    [Fact]
    public async Task Once_in_so_many_numbers_of_the_counter()
    {
        var world = await SearchWorld.NewAsync();
        var store = new IndexingMailStore(world.Mail, world.Requests, NullLogger<IndexingMailStore>.Instance);
        for (var n = 0; n < 3 * (int)IndexingMailStore.Interval; n++)
            await store.CommitAsync(SearchWorld.Ann, new ChangeSubscription($"box{n % 2}", n % 4 < 2), default);

        Assert.Equal(Enumerable.Repeat(new IndexRequest(SearchWorld.Ann), 3), world.Requests.All);
    }

    [Fact]
    public async Task A_queue_that_is_away_fails_no_change()
    {
        var world = await SearchWorld.NewAsync();
        var store = new IndexingMailStore(world.Mail, new AwayQueue(), NullLogger<IndexingMailStore>.Instance);
        for (var n = 0; n < (int)IndexingMailStore.Interval; n++)
            Assert.Null((await store.CommitAsync(SearchWorld.Ann, new ChangeSubscription("box", n % 2 == 0), default)).Refusal);
    }

    private sealed class AwayQueue : IIndexQueue
    {
        public ValueTask EnqueueAsync(IndexRequest request, TimeSpan delay, CancellationToken cancellationToken) =>
            throw new StoreUnavailableException("It is away.");
    }
}
