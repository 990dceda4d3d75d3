using MailCloud.Mail.Addresses;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Testing.Contracts;

namespace MailCloud.Mail.Tests.Store;

/// <summary>Quotas over the store in memory keep the contract of all.</summary>
public sealed class MemoryQuotaTests : QuotaContract
{
    protected override ValueTask<(IMailStore Store, IMailStore Other, IDirectory Directory)> OpenAsync()
    {
        var (memory, directory) = (new MemoryMailStore(TimeProvider.System), new MemoryDirectory());
        var policy = new QuotaPolicy(directory);
        return new((new QuotaMailStore(memory, policy), new QuotaMailStore(memory, policy), directory));
    }
}
