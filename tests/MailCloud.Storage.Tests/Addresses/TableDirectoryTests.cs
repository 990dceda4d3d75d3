using MailCloud.Mail.Addresses;
using MailCloud.Testing.Contracts;

namespace MailCloud.Storage.Tests.Addresses;

/// <summary>The directory in tables keeps the contract of all directories.</summary>
public sealed class TableDirectoryTests(StorageFixture fixture) : DirectoryContract
{
    protected override async ValueTask<IDirectory> OpenAsync() => (await fixture.OpenAsync()).Directory;
}
