using MailCloud.Mail.Uploads;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Uploads;

/// <summary>Uploads in memory keep the contract of all stores of uploads.</summary>
public sealed class MemoryUploadStoreTests : UploadStoreContract
{
    protected override ValueTask<IUploadStore> OpenAsync() => new(new MemoryUploadStore(TimeProvider.System));
}
