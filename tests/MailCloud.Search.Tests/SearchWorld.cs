using System.Collections.Concurrent;
using System.Text;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Search.Building;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Search.Tests;

/// <summary>An account in memory, its index, and those who make it.</summary>
internal sealed class SearchWorld
{
    public static readonly AccountId Ann = new("ann@example.com");

    private SearchWorld(Func<IIndexStore, IIndexStore> wrap)
    {
        Mail = new MemoryMailStore(Time);
        Stored = new MemoryIndexStore(Time);
        Store = wrap(Stored);
        Index = NewIndex();
        Builder = NewBuilder();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public MemoryMailStore Mail { get; }

    public MemoryIndexStore Stored { get; }

    public IIndexStore Store { get; }

    public TextIndex Index { get; }

    public IndexBuilder Builder { get; }

    public RequestList Requests { get; } = new();

    public static async Task<SearchWorld> NewAsync(Func<IIndexStore, IIndexStore>? wrap = null)
    {
        var world = new SearchWorld(wrap ?? (store => store));
        Assert.True(await world.Mail.CreateAccountAsync(Ann, default));
        return world;
    }

    /// <summary>The index as one more process has it.</summary>
    public TextIndex NewIndex() => new(Store, Requests, Time, NullLogger<TextIndex>.Instance);

    public IndexBuilder NewBuilder() => new(Mail, Store, Requests, Time, NullLogger<IndexBuilder>.Instance);

    public async Task AppendAsync(params IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            await using var appender = new MessageAppender(Mail, Ann);
            await appender.WriteAsync(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")), default);
            var appended = await appender.CompleteAsync(MessageFlags.None, [], Time.GetUtcNow(), default);
            Assert.Null((await Mail.CommitAsync(Ann, new AppendMessages(MailboxTarget.Inbox, [appended]), default)).Refusal);
        }
    }

    /// <summary>Takes the messages at these indexes out of INBOX.</summary>
    public async Task ExpungeAsync(params int[] indexes)
    {
        var (id, inbox) = await InboxAsync();
        var uids = UidSet.Of(indexes.Select(index => inbox[index].Uid));
        await Mail.CommitAsync(Ann, new ChangeFlags(id, uids, FlagChange.Add(MessageFlags.Deleted)), default);
        await Mail.CommitAsync(Ann, new ExpungeMessages(id, uids), default);
    }

    /// <summary>Runs the builder until nothing is asked for any more but what is for later.</summary>
    public async Task BuildAsync(SegmentId? damaged = null)
    {
        Requests.Clear();
        await Builder.RunAsync(new IndexRequest(Ann, damaged), default);
        for (var runs = 0; Requests.TakeDue() is { } request; runs++)
        {
            Assert.True(runs < 1000, "The builder does not come to an end.");
            await Builder.RunAsync(request, default);
        }
    }

    public async Task<(MailboxId Id, MailboxState Messages)> InboxAsync()
    {
        var state = await Mail.ReadAsync(Ann, StateDepth.Messages, default);
        var inbox = state!.Directory.Find(MailboxRole.Inbox)!;
        return (inbox.Id, state.Messages(inbox.Id));
    }

    /// <summary>What the index says of each text in each message of INBOX, after it has decided what it can.</summary>
    public async Task<TextVerdict[,]> AskAsync(IReadOnlyList<TextQuery> queries, TextIndex? index = null)
    {
        var (_, inbox) = await InboxAsync();
        var answers = await (index ?? Index).FindAsync(Ann, queries, default);
        await answers.DecideAsync([.. Enumerable.Range(0, inbox.Count).Select(i => inbox[i].EmailId)], default);
        var verdicts = new TextVerdict[inbox.Count, queries.Count];
        for (var message = 0; message < inbox.Count; message++)
        for (var query = 0; query < queries.Count; query++)
            verdicts[message, query] = answers[inbox[message].EmailId, query];
        return verdicts;
    }

    /// <summary>Whether each text is in each message of INBOX, found by reading.</summary>
    public async Task<bool[,]> ReadAsync(IReadOnlyList<TextQuery> queries)
    {
        var (_, inbox) = await InboxAsync();
        var (reader, finder) = (new MessageText(Mail), new TextFinder(queries));
        var found = new bool[inbox.Count, queries.Count];
        for (var message = 0; message < inbox.Count; message++)
        {
            var record = inbox[message];
            var summary = await record.Summary.ReadAsync(default);
            finder.Reset();
            await reader.WriteAsync(
                record.Content,
                summary,
                await reader.ReadHeaderAsync(record.Content, summary, default),
                finder,
                default
            );
            for (var query = 0; query < queries.Count; query++)
                found[message, query] = finder[query];
        }
        return found;
    }

    /// <summary>Fails where the index says something else than what reading finds; gives how many answers it could not give.</summary>
    public async Task<int> CompareAsync(IReadOnlyList<TextQuery> queries, TextIndex? index = null)
    {
        var (verdicts, found) = (await AskAsync(queries, index), await ReadAsync(queries));
        var unknown = 0;
        for (var message = 0; message < found.GetLength(0); message++)
        for (var query = 0; query < queries.Count; query++)
            if (verdicts[message, query] == TextVerdict.Unknown)
                unknown++;
            else
                Assert.True(
                    verdicts[message, query] == (found[message, query] ? TextVerdict.Yes : TextVerdict.No),
                    $"'{queries[query].Text}' in {queries[query].Places} of message {message + 1}: {verdicts[message, query]}"
                );
        return unknown;
    }
}

/// <summary>What was asked for.</summary>
internal sealed class RequestList : IIndexQueue
{
    private readonly ConcurrentQueue<(IndexRequest Request, TimeSpan Delay)> requests = new();

    public IEnumerable<IndexRequest> All => requests.Select(each => each.Request);

    public bool HasLater => requests.Any(each => each.Delay > TimeSpan.Zero);

    public ValueTask EnqueueAsync(IndexRequest request, TimeSpan delay, CancellationToken cancellationToken)
    {
        requests.Enqueue((request, delay));
        return ValueTask.CompletedTask;
    }

    public void Clear() => requests.Clear();

    public IndexRequest? TakeDue()
    {
        for (var left = requests.Count; left > 0 && requests.TryDequeue(out var next); left--)
            if (next.Delay == TimeSpan.Zero)
                return next.Request;
            else
                requests.Enqueue(next);
        return null;
    }
}
