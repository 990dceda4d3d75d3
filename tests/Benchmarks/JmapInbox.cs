using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.Jmap;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Mail.Uploads;

namespace MailCloud.Benchmarks;

/// <summary>What the page asks of an INBOX of 100,000 messages in conversations of ten.</summary>
[InProcess]
[MemoryDiagnoser]
public class JmapInbox
{
    private const int Messages = 100_000;
    private const int Conversation = 10;

    private static readonly AccountId Account = new("alice@example.com");

    private readonly MemoryMailStore store = new(TimeProvider.System);
    private JmapServer server = null!;
    private AccountState state = null!;
    private byte[] firstPage = [];
    private byte[] unread = [];
    private bool isSeen;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        await store.CreateAccountAsync(Account, CancellationToken.None);
        var content = new MessageReference(PackId.New(TimeProvider.System), 0, 1000);
        var append = new AppendMessages(
            MailboxTarget.Inbox,
            [.. Enumerable.Range(0, Messages).Select(number => MessageOf(number, content))]
        );
        await store.CommitAsync(Account, append, CancellationToken.None);
        state = (await store.ReadAsync(Account, StateDepth.Messages, CancellationToken.None))!;
        server = new JmapServer(JmapMethods.All)
        {
            Store = store,
            Directory = new MemoryDirectory(),
            Quotas = QuotaPolicy.None,
            Objects = new MemoryObjectStore(),
            Uploads = new MemoryUploadStore(TimeProvider.System),
            Time = TimeProvider.System,
        };
        var inbox = JmapIds.Of(state.Directory.Find(MailboxRole.Inbox)!.Id);
        var query = $$"""
            "sort": [{"property": "receivedAt", "isAscending": false}], "collapseThreads": true, "limit": 50, "calculateTotal": true
            """;
        firstPage = Request($$"""["Email/query", {"accountId": "$", "filter": {"inMailbox": "{{inbox}}"}, {{query}} }, "q"]""");
        unread = Request(
            $$"""["Email/query", {"accountId": "$", "filter": {"inMailbox": "{{inbox}}", "notKeyword": "$seen"}, {{query}} }, "q"]"""
        );
    }

    /// <summary>The list of an INBOX that has just changed: the conversations of the newest messages, with what a list shows of each.</summary>
    [Benchmark(Baseline = true)]
    public async Task FirstPage()
    {
        await ChangeAsync();
        await RunAsync(firstPage);
    }

    [Benchmark]
    public async Task FirstPageOfUnread()
    {
        await ChangeAsync();
        await RunAsync(unread);
    }

    /// <summary>The same while nothing changes.</summary>
    [Benchmark]
    public Task FirstPageAgain() => RunAsync(firstPage);

    /// <summary>The account has not been used in this process.</summary>
    [Benchmark]
    public EmailIndex Index() => EmailIndex.Of(state);

    private async Task ChangeAsync()
    {
        var inbox = state.Directory.Find(MailboxRole.Inbox)!;
        var change = isSeen ? FlagChange.Remove(MessageFlags.Seen) : FlagChange.Add(MessageFlags.Seen);
        isSeen = !isSeen;
        await store.CommitAsync(Account, new ChangeFlags(inbox.Id, UidSet.Of(inbox.LastUid), change), CancellationToken.None);
    }

    private async Task RunAsync(byte[] request)
    {
        var response = PipeWriter.Create(Stream.Null);
        await server.RunAsync(Account, request, response, CancellationToken.None);
        await response.CompleteAsync();
    }

    private static byte[] Request(string query) =>
        Encoding.UTF8.GetBytes(
            $$"""
            {"using": ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"], "methodCalls": [{{query}},
              ["Email/get", {"accountId": "$", "#ids": {"resultOf": "q", "name": "Email/query", "path": "/ids"}, "properties":
                ["threadId", "mailboxIds", "keywords", "hasAttachment", "from", "subject", "receivedAt", "size", "preview"]}, "g"]]}
            """.Replace("\"$\"", $"\"{JmapIds.Of(Account)}\"", StringComparison.Ordinal)
        );

    /// <summary>Message n answers message n - 1, unless it begins a conversation.</summary>
    private static NewMessage MessageOf(int number, MessageReference content)
    {
        var first = number - number % Conversation;
        var header = $"""
            From: Alice <alice{number % 97}@example.com>
            Subject: {(number > first ? "Re: " : "")}[list] Conversation {first}
            Message-ID: <{number}@example.com>
            References: <{first}@example.com>

            """;
        var summary = MessageParser.Parse(Encoding.ASCII.GetBytes(header), $"{number}");
        return new NewMessage(content, MessageFlags.None, [], 1_767_225_600 + number, summary.ThreadId, new ParsedSummary(summary));
    }
}
