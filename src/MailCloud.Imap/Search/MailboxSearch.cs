using MailCloud.Imap.Session;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>Tests each message of a mailbox, and reads only as much of it as the verdict needs.</summary>
internal sealed class MailboxSearch
{
    /// <summary>An index is asked when so many messages would be read: a single one is read as fast.</summary>
    private const int FewReads = 2;

    /// <summary>The same where only summaries would be read, which are in memory.</summary>
    private const int ManySummaries = 1_000;

    /// <summary>A search that read so many messages wants them in the index.</summary>
    private const int ManyReads = 50;

    /// <summary>After so many messages that were looked into, others have their turn: what is in a cache is read without waiting.</summary>
    private const int Turn = 64;

    private readonly ImapServer server;
    private readonly ITextIndex textIndex;
    private readonly AccountId account;
    private readonly MailboxState mailbox;
    private readonly SearchCondition condition;
    private readonly Progress progress;
    private readonly IndexedTexts texts;
    private readonly SearchedMessage message;
    private readonly MessageText reader;
    private readonly List<int> found = [];
    private int reads;

    /// <param name="textIndex">What is known of the messages' texts.</param>
    /// <param name="condition">Bound to the mailbox.</param>
    public MailboxSearch(
        ImapServer server,
        ITextIndex textIndex,
        AccountId account,
        MailboxState mailbox,
        SearchCondition condition,
        Progress progress
    )
    {
        this.server = server;
        this.textIndex = textIndex;
        this.account = account;
        this.mailbox = mailbox;
        this.condition = condition;
        this.progress = progress;
        texts = new IndexedTexts(condition.Texts);
        message = new SearchedMessage(texts);
        reader = new MessageText(server.Store);
    }

    /// <summary>The indexes of the messages that satisfy the condition, ascending.</summary>
    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async ValueTask<List<int>> RunAsync(CancellationToken cancellationToken)
    {
        if (mailbox.Count == 0)
            return found;
        using var turn = await server.Searches.TakeAsync(account, cancellationToken);
        var open = await TestAsync(Enumerable.Range(0, mailbox.Count), cancellationToken);
        if (open.Count >= (texts.SparesReading ? FewReads : ManySummaries) && texts.Queries.Count > 0)
        {
            texts.Answers = await textIndex.FindAsync(account, texts.Queries, cancellationToken);
            open = await TestAsync(open, cancellationToken);
            await texts.Answers.DecideAsync([.. open.Select(index => mailbox[index].EmailId)], cancellationToken);
        }
        foreach (var (count, index) in open.Index())
        {
            if (count % Turn == Turn - 1)
                await Task.Yield();
            message.MoveTo(index, mailbox[index]);
            if (await ReadAndTestAsync(cancellationToken) == Verdict.Yes)
                found.Add(index);
            await progress.AdvanceAsync(cancellationToken);
        }
        if (reads >= ManyReads)
            await textIndex.RequestUpdateAsync(account, cancellationToken);
        found.Sort();
        return found;
    }

    /// <summary>Tests messages with what is in memory, and gives those that have to be read.</summary>
    private async ValueTask<List<int>> TestAsync(IEnumerable<int> indexes, CancellationToken cancellationToken)
    {
        var open = new List<int>();
        foreach (var index in indexes)
        {
            message.MoveTo(index, mailbox[index]);
            var verdict = condition.Test(message);
            if (verdict == Verdict.Unknown)
            {
                open.Add(index);
                continue;
            }
            if (verdict == Verdict.Yes)
                found.Add(index);
            await progress.AdvanceAsync(cancellationToken);
        }
        return open;
    }

    private async ValueTask<Verdict> ReadAndTestAsync(CancellationToken cancellationToken)
    {
        if (condition.Test(message) is not Verdict.Unknown and var byIndex)
            return byIndex;
        var summary = message.Summary = await message.Record.Summary.ReadAsync(cancellationToken);
        if (condition.Test(message) is not Verdict.Unknown and var bySummary)
            return bySummary;
        try
        {
            var header = message.Header = await reader.ReadHeaderAsync(message.Record.Content, summary, cancellationToken);
            if (condition.Test(message) is not Verdict.Unknown and var byHeader)
                return byHeader;
            texts.Finder.Reset();
            await reader.WriteAsync(message.Record.Content, summary, header, texts.Finder, cancellationToken);
            reads++;
            message.IsTextRead = true;
            return condition.Test(message);
        }
        catch (MessageMissingException)
        {
            // Nobody can tell what was in it.
            return Verdict.No;
        }
    }
}
