using MailCloud.Mail.Junk;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Models;

/// <summary>The models in blobs keep the contract of all model stores.</summary>
public sealed class ModelBlobsTests(StorageFixture fixture) : ModelStoreContract
{
    protected override async ValueTask<IModelStore> OpenAsync() => (await fixture.OpenAsync()).Models;
}
