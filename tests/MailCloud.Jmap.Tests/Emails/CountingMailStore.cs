using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Tests.Emails;

/// <summary>Counts how often octets of messages are read, and what is committed.</summary>
internal sealed class CountingMailStore() : MailStoreDecorator(new MemoryMailStore(TimeProvider.System))
{
    public int Count { get; private set; }

    public List<LoggedEvent> Events { get; } = [];

    public override async ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken)
    {
        var result = await base.CommitAsync(account, change, cancellationToken);
        Events.AddRange(result.Events);
        return result;
    }

    public override ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        Count++;
        return base.CopyContentAsync(message, offset, length, destination, cancellationToken);
    }
}
