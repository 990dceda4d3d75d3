using MailCloud.Jmap.Core;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Uploads;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Jmap.Tests.Http;

public sealed class UploadBudgetTests
{
    private readonly FakeTimeProvider time = new();
    private readonly MemoryUploadStore store;
    private readonly UploadBudget budget;

    public UploadBudgetTests()
    {
        store = new MemoryUploadStore(time);
        budget = new UploadBudget(store, time);
    }

    [Fact]
    public async Task What_does_not_come_is_given_back()
    {
        Assert.True(await TakeAsync(JmapLimits.MaxKeptUploads));
        Assert.False(await TakeAsync(1));
        budget.Return(JmapWorld.Alice, 10);
        Assert.True(await TakeAsync(10));
        Assert.False(await TakeAsync(1));
        Assert.True(await budget.TryTakeAsync(new("bob@example.org"), 1, CancellationToken.None));
    }

    [Fact]
    public async Task The_store_is_asked_what_there_is()
    {
        await WriteAsync(10);
        Assert.False(await TakeAsync(JmapLimits.MaxKeptUploads - 9));
        Assert.True(await TakeAsync(JmapLimits.MaxKeptUploads - 10));
        Assert.False(await TakeAsync(1));
        // What was counted here never came.
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await TakeAsync(1));
        // Others have taken some meanwhile.
        await WriteAsync(20);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(await TakeAsync(JmapLimits.MaxKeptUploads - 29));
    }

    private ValueTask<bool> TakeAsync(long octets) => budget.TryTakeAsync(JmapWorld.Alice, octets, CancellationToken.None);

    private async Task WriteAsync(int octets)
    {
        using var content = new MemoryStream(new byte[octets]);
        await store.WriteAsync(JmapWorld.Alice, content, "text/plain", octets, CancellationToken.None);
    }
}
