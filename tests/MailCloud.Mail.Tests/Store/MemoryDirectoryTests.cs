using MailCloud.Mail.Addresses;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>The directory in memory keeps the contract of all directories.</summary>
public sealed class MemoryDirectoryTests : DirectoryContract
{
    protected override ValueTask<IDirectory> OpenAsync() => new(new MemoryDirectory());
}
