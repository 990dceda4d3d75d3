using MailCloud.Mail.Rendering;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Rendering;

public sealed class MemoryRenderCacheTests : RenderCacheContract
{
    private readonly MemoryRenderCache cache = new(TimeProvider.System);

    [Fact]
    public async Task What_is_old_is_removed()
    {
        var (account, name) = (new AccountId("a@example.com"), new RenderedName(new EmailId(1), "1"));
        await cache.WriteAsync(account, name, new byte[] { 1 }, CancellationToken.None);

        await cache.RemoveOlderAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), CancellationToken.None);

        Assert.Null(await cache.ReadAsync(account, name, CancellationToken.None));
    }

    protected override ValueTask<IRenderCache> OpenAsync() => new(cache);
}
