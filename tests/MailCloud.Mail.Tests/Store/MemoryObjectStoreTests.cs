using MailCloud.Mail.Objects;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>The objects in memory keep the contract of all object stores.</summary>
public sealed class MemoryObjectStoreTests : ObjectStoreContract
{
    protected override ValueTask<IObjectStore> OpenAsync() => new(new MemoryObjectStore());
}
