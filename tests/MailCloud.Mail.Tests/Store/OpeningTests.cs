using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Mail.Tests.Store;

public class OpeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_tried_again_after_longer_and_longer_pauses_until_storage_answers()
    {
        var time = new FakeTimeProvider();
        var tries = new List<TimeSpan>();
        var start = time.GetUtcNow();
        var opening = Opening.RetryAsync(
            () =>
            {
                tries.Add(time.GetUtcNow() - start);
                return tries.Count == 7 ? Task.FromResult("open") : throw new StoreUnavailableException("away");
            },
            time,
            NullLogger.Instance,
            Cancel
        );
        while (!opening.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Equal("open", await opening);
        Assert.Equal([0, 1, 3, 7, 15, 25, 35], tries.Select(at => at.TotalSeconds));
    }

    [Fact]
    public async Task What_is_wrong_otherwise_ends_it()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Opening.RetryAsync<int>(() => throw new InvalidOperationException(), TimeProvider.System, NullLogger.Instance, Cancel)
        );
    }
}
