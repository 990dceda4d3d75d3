using MailCloud.Mail.Uploads;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Uploads;

/// <summary>Uploads in blobs keep the contract of all stores of uploads.</summary>
public sealed class UploadBlobsTests(StorageFixture fixture) : UploadStoreContract
{
    protected override async ValueTask<IUploadStore> OpenAsync() => (await fixture.OpenAsync()).Uploads;
}
