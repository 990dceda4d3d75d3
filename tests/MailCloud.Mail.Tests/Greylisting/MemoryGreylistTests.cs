using MailCloud.Mail.Greylisting;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Greylisting;

/// <summary>The greylist in memory keeps the contract of all greylists.</summary>
public sealed class MemoryGreylistTests : GreylistContract
{
    protected override ValueTask<IGreylist> OpenAsync() => new(new MemoryGreylist());
}
