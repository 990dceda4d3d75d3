using MailCloud.Mail.Maildrops;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>The lock in memory keeps the contract of all maildrop locks.</summary>
public sealed class MemoryMaildropLockTests : MaildropLockContract
{
    protected override ValueTask<IMaildropLock> OpenAsync() => new(new MemoryMaildropLock());
}
