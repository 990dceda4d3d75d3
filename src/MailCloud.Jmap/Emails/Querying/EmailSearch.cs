using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>Tests each Email of an account, and reads only as much of it as the verdict needs.</summary>
internal sealed class EmailSearch
{
    /// <summary>An index is asked when so many messages would be read: a single one is read as fast.</summary>
    private const int FewReads = 2;

    /// <summary>The same where only summaries would be read, which are in memory.</summary>
    private const int ManySummaries = 1_000;

    /// <summary>A search that read so many messages wants them in the index.</summary>
    private const int ManyReads = 50;

    /// <summary>After so many messages that were looked into, others have their turn: what is in a cache is read without waiting.</summary>
    private const int Turn = 64;

    private readonly JmapServer server;
    private readonly EmailIndex index;
    private readonly EmailCondition condition;
    private readonly EmailOrder order;
    private readonly IndexedTexts texts;
    private readonly QueriedEmail email;
    private readonly MessageText reader;
    private int reads;

    /// <param name="order">Takes what is found.</param>
    public EmailSearch(JmapServer server, EmailIndex index, EmailCondition condition, EmailOrder order)
    {
        this.server = server;
        this.index = index;
        this.condition = condition;
        this.order = order;
        texts = new IndexedTexts(condition.Texts);
        email = new QueriedEmail(index, texts);
        reader = new MessageText(server.Store);
    }

    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var open = await TestAllAsync(cancellationToken);
        if (open.Count >= (texts.SparesReading ? FewReads : ManySummaries) && texts.Queries.Count > 0)
        {
            texts.Answers = await server.TextIndex.FindAsync(index.State.Account, texts.Queries, cancellationToken);
            open = await TestAgainAsync(open, cancellationToken);
            await texts.Answers.DecideAsync([.. open.Select(found => found.Message.EmailId)], cancellationToken);
        }
        foreach (var (count, (mailbox, message)) in open.Index())
        {
            if (count % Turn == Turn - 1)
                await Task.Yield();
            email.MoveTo(mailbox, message);
            if (await ReadAndTestAsync(cancellationToken) == Verdict.Yes)
                await FoundAsync(cancellationToken);
        }
        if (reads >= ManyReads)
            await server.TextIndex.RequestUpdateAsync(index.State.Account, cancellationToken);
    }

    /// <summary>Tests all Emails with what is in memory, and gives those that have to be read.</summary>
    private async ValueTask<List<(MailboxId Mailbox, MessageRecord Message)>> TestAllAsync(CancellationToken cancellationToken)
    {
        var open = new List<(MailboxId, MessageRecord)>();
        var mailboxes = index.State.Directory.Mailboxes.Select(mailbox => mailbox.Id);
        if (condition.Mailbox is { } only)
            mailboxes = mailboxes.Where(mailbox => mailbox == only);
        var seen = new HashSet<EmailId>();
        foreach (var mailbox in mailboxes)
        {
            var messages = index.State.Messages(mailbox);
            seen.EnsureCapacity(seen.Count + messages.Count);
            foreach (var stretch in messages.Stretches)
                for (var i = 0; i < stretch.Length; i++)
                {
                    // A copy of what was tested before says nothing new.
                    if (!EmailIndex.IsVisible(stretch.Span[i]) || !seen.Add(stretch.Span[i].EmailId))
                        continue;
                    email.MoveTo(mailbox, stretch.Span[i]);
                    var verdict = condition.Test(email);
                    if (verdict == Verdict.Unknown)
                        open.Add((mailbox, email.Record));
                    else if (verdict == Verdict.Yes)
                        await FoundAsync(cancellationToken);
                }
        }
        return open;
    }

    private async ValueTask<List<(MailboxId Mailbox, MessageRecord Message)>> TestAgainAsync(
        List<(MailboxId Mailbox, MessageRecord Message)> messages,
        CancellationToken cancellationToken
    )
    {
        var open = new List<(MailboxId, MessageRecord)>();
        foreach (var (mailbox, message) in messages)
        {
            email.MoveTo(mailbox, message);
            var verdict = condition.Test(email);
            if (verdict == Verdict.Unknown)
                open.Add((mailbox, message));
            else if (verdict == Verdict.Yes)
                await FoundAsync(cancellationToken);
        }
        return open;
    }

    private async ValueTask FoundAsync(CancellationToken cancellationToken)
    {
        if (order.NeedsSummary)
            email.Summary ??= await email.Record.Summary.ReadAsync(cancellationToken);
        order.Add(email);
    }

    private async ValueTask<Verdict> ReadAndTestAsync(CancellationToken cancellationToken)
    {
        if (condition.Test(email) is not Verdict.Unknown and var byIndex)
            return byIndex;
        var summary = email.Summary = await email.Record.Summary.ReadAsync(cancellationToken);
        if (condition.Test(email) is not Verdict.Unknown and var bySummary)
            return bySummary;
        try
        {
            var header = email.Header = await reader.ReadHeaderAsync(email.Record.Content, summary, cancellationToken);
            if (condition.Test(email) is not Verdict.Unknown and var byHeader)
                return byHeader;
            texts.Finder.Reset();
            await reader.WriteAsync(email.Record.Content, summary, header, texts.Finder, cancellationToken);
            reads++;
            email.IsTextRead = true;
            return condition.Test(email);
        }
        catch (MessageMissingException)
        {
            // Nobody can tell what was in it.
            return Verdict.No;
        }
    }
}
