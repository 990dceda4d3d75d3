using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Accounts;

/// <summary>The store in a storage account keeps the contract of all stores, also between two processes.</summary>
public sealed class AzureMailStoreTests(StorageFixture fixture) : MailStoreContract
{
    protected override async ValueTask<(IMailStore Store, IMailStore Other)> OpenAsync() =>
        ((await fixture.OpenAsync()).Store, (await fixture.OpenAsync()).Store);
}
