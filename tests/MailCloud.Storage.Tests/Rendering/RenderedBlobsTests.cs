using MailCloud.Mail.Rendering;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Rendering;

/// <summary>The cache in blobs keeps the contract of all caches of rendered messages.</summary>
public sealed class RenderedBlobsTests(StorageFixture fixture) : RenderCacheContract
{
    [Fact]
    public async Task What_was_made_of_an_accounts_messages_goes_with_the_account()
    {
        var storage = await fixture.OpenAsync();
        var account = new AccountId($"{Guid.NewGuid():N}@example.com");
        var name = new RenderedName(new EmailId(1), "1");
        Assert.True(await storage.Store.CreateAccountAsync(account, CancellationToken.None));
        await storage.Rendered.WriteAsync(account, name, new byte[] { 1 }, CancellationToken.None);

        Assert.True(await storage.Store.RemoveAccountAsync(account, CancellationToken.None));

        Assert.Null(await storage.Rendered.ReadAsync(account, name, CancellationToken.None));
    }

    protected override async ValueTask<IRenderCache> OpenAsync() => (await fixture.OpenAsync()).Rendered;
}
