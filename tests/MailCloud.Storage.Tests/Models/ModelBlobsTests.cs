using MailCloud.Mail.Junk;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Models;

/// <summary>The models in blobs keep the contract of all model stores.</summary>
public sealed class ModelBlobsTests(StorageFixture fixture) : ModelStoreContract
{
    [Fact]
    public async Task What_an_account_taught_goes_with_the_account()
    {
        var storage = await fixture.OpenAsync();
        var account = new AccountId($"{Guid.NewGuid():N}@example.com");
        Assert.True(await storage.Store.CreateAccountAsync(account, CancellationToken.None));
        Assert.True(await storage.Models.TryWriteAsync(ModelName.Of(account), new byte[] { 1 }, version: null, CancellationToken.None));

        Assert.True(await storage.Store.RemoveAccountAsync(account, CancellationToken.None));

        Assert.Null(await storage.Models.ReadAsync(ModelName.Of(account), CancellationToken.None));
    }

    protected override async ValueTask<IModelStore> OpenAsync() => (await fixture.OpenAsync()).Models;
}
