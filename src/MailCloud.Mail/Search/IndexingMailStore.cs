using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging;

namespace MailCloud.Mail.Search;

/// <summary>
/// A store whose changes become known to the text index: once in so many numbers of an account's counter somebody asks for its index to be brought up to
/// date. That costs a commit nothing, and one commit in some hundred a queue message. What was not asked for is read by who searches.
/// </summary>
public sealed class IndexingMailStore(IMailStore store, IIndexQueue queue, ILogger<IndexingMailStore> log) : MailStoreDecorator(store)
{
    /// <summary>How many numbers of the counter lie between two requests.</summary>
    public const ulong Interval = 256;

    public override async ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken)
    {
        var result = await base.CommitAsync(account, change, cancellationToken);
        if (result.Events is [var first, .. var rest] && IsDue(first.First.Value, (rest is [.., var last] ? last : first).Last.Value))
            await AskAsync(account, cancellationToken);
        return result;
    }

    private static bool IsDue(ulong first, ulong last) => (first - 1) / Interval != last / Interval;

    /// <summary>The change stands, whatever becomes of the index.</summary>
    private async ValueTask AskAsync(AccountId account, CancellationToken cancellationToken)
    {
        try
        {
            await queue.EnqueueAsync(new IndexRequest(account), TimeSpan.Zero, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "The text index of {Account} is not brought up to date now", account);
        }
    }
}
