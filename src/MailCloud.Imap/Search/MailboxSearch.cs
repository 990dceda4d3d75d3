using MailCloud.Imap.Session;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>Tests each message of a mailbox, and reads only as much of it as the verdict needs.</summary>
internal sealed class MailboxSearch(IMailStore store, MailboxState mailbox, SearchCondition condition, Progress progress)
{
    private readonly TextScan texts = new(store, [.. condition.Texts]);
    private readonly SearchedMessage message = new();

    /// <summary>The indexes of the messages that satisfy the condition, ascending.</summary>
    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async ValueTask<List<int>> RunAsync(CancellationToken cancellationToken)
    {
        var found = new List<int>();
        for (var index = 0; index < mailbox.Count; index++)
        {
            message.MoveTo(index, mailbox[index]);
            var verdict = condition.Test(message);
            if (verdict == Verdict.Unknown)
                verdict = await ReadAndTestAsync(cancellationToken);
            if (verdict == Verdict.Yes)
                found.Add(index);
            await progress.AdvanceAsync(cancellationToken);
        }
        return found;
    }

    private async ValueTask<Verdict> ReadAndTestAsync(CancellationToken cancellationToken)
    {
        var summary = message.Summary = await message.Record.Summary.ReadAsync(cancellationToken);
        if (condition.Test(message) is not Verdict.Unknown and var bySummary)
            return bySummary;
        try
        {
            var content = message.Record.Content;
            var header = summary.Body.Header;
            message.Header = await store.ReadContentAsync(
                content,
                header with
                {
                    Length = Math.Min(header.Length, SummaryLimits.Header),
                },
                cancellationToken
            );
            if (condition.Test(message) is not Verdict.Unknown and var byHeader)
                return byHeader;
            message.Found = await texts.RunAsync(content, summary.Body, cancellationToken);
            return condition.Test(message);
        }
        catch (MessageMissingException)
        {
            // Nobody can tell what was in it.
            return Verdict.No;
        }
    }
}
