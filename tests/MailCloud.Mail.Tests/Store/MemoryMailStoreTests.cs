using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>The store in memory keeps the contract of all stores.</summary>
public sealed class MemoryMailStoreTests : MailStoreContract
{
    protected override ValueTask<(IMailStore Store, IMailStore Other)> OpenAsync()
    {
        var store = new MemoryMailStore(TimeProvider.System);
        return new((store, store));
    }
}
