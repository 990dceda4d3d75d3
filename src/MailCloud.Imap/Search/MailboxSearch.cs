using MailCloud.Imap.Session;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>Tests each message of a mailbox, and reads only as much of it as the verdict needs.</summary>
internal sealed class MailboxSearch
{
    /// <summary>A search that read so many messages wants them in the index.</summary>
    private const int ManyReads = 50;

    private readonly ImapServer server;
    private readonly AccountId account;
    private readonly MailboxState mailbox;
    private readonly SearchCondition condition;
    private readonly Progress progress;
    private readonly IndexedTexts texts;
    private readonly SearchedMessage message;
    private readonly MessageText reader;
    private int reads;

    /// <param name="condition">Bound to the mailbox.</param>
    public MailboxSearch(ImapServer server, AccountId account, MailboxState mailbox, SearchCondition condition, Progress progress)
    {
        this.server = server;
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
        var found = new List<int>();
        var open = new List<int>();
        if (texts.Queries.Count > 0)
            texts.Answers = await server.TextIndex.FindAsync(account, texts.Queries, cancellationToken);
        for (var index = 0; index < mailbox.Count; index++)
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
        if (texts.Queries.Count > 0 && open.Count > 0)
            await texts.Answers.DecideAsync([.. open.Select(index => mailbox[index].EmailId)], cancellationToken);
        foreach (var index in open)
        {
            message.MoveTo(index, mailbox[index]);
            if (await ReadAndTestAsync(cancellationToken) == Verdict.Yes)
                found.Add(index);
            await progress.AdvanceAsync(cancellationToken);
        }
        if (reads >= ManyReads)
            await server.TextIndex.RequestUpdateAsync(account, cancellationToken);
        if (open.Count > 0)
            found.Sort();
        return found;
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
