using MailCloud.Mail.Outgoing;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Outgoing;

/// <summary>Outgoing mail in memory keeps the contract of all stores of it.</summary>
public sealed class MemoryOutgoingStoreTests : OutgoingStoreContract
{
    protected override ValueTask<IOutgoingStore> OpenAsync() => new(new MemoryOutgoingStore());
}
