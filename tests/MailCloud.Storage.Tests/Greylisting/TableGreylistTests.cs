using MailCloud.Mail.Greylisting;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Greylisting;

/// <summary>The greylist in a table keeps the contract of all greylists.</summary>
public sealed class TableGreylistTests(StorageFixture fixture) : GreylistContract
{
    protected override async ValueTask<IGreylist> OpenAsync() => (await fixture.OpenAsync()).Greylist;
}
