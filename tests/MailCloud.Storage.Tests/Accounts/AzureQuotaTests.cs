using MailCloud.Mail.Addresses;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Accounts;

/// <summary>Quotas in a storage account keep the contract of all, also between two processes.</summary>
public sealed class AzureQuotaTests(StorageFixture fixture) : QuotaContract
{
    protected override async ValueTask<(IMailStore Store, IMailStore Other, IDirectory Directory)> OpenAsync()
    {
        var (one, other) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        return (one.Store, other.Store, one.Directory);
    }
}
