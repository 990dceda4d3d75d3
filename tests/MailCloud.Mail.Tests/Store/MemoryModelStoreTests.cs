using MailCloud.Mail.Junk;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>The model store in memory keeps the contract of all model stores.</summary>
public sealed class MemoryModelStoreTests : ModelStoreContract
{
    protected override ValueTask<IModelStore> OpenAsync() => new(new MemoryModelStore());
}
