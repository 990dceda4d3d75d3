using MailCloud.Mail.Search;
using MailCloud.Testing.Contracts;

namespace MailCloud.Search.Tests;

/// <summary>The index store in memory keeps the contract of all index stores.</summary>
public sealed class MemoryIndexStoreTests : IndexStoreContract
{
    protected override ValueTask<IIndexStore> OpenAsync() => new(new MemoryIndexStore(TimeProvider.System));
}
