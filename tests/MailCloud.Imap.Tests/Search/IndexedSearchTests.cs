using System.IO.Pipelines;
using System.Text;
using MailCloud.Imap.Tests.Session;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Search;

/// <summary>What an index spares a search.</summary>
public class IndexedSearchTests
{
    private const int Count = 60;

    [Theory]
    [InlineData("TEXT needle", "7")]
    [InlineData("BODY \"a needle in\"", "7")]
    [InlineData("TEXT \"number 12\"", "13")]
    [InlineData("NOT TEXT number", "")]
    [InlineData("HEADER X-Missing \"\"", "")]
    [InlineData("HEADER X-Missing needle", "")]
    [InlineData("OR BODY needle HEADER X-Missing nobody", "7")]
    [InlineData("SEEN BODY needle", "")]
    [InlineData("SUBJECT \"number 12\"", "13")]
    [InlineData("FROM nobody", "")]
    public async Task What_is_indexed_is_not_read(string keys, string found)
    {
        var (index, reads) = (new IndexedMail(), 0);
        await using var world = await ImapWorld.NewAsync(store => new CountingStore(store, () => reads++), index: index.Index);
        await world.AppendAsync(Messages());
        await index.BuildAsync(world.Memory);

        var output = await world.RunInInboxAsync($"SEARCH {keys}");

        Assert.Contains($"* SEARCH{(found.Length > 0 ? " " : "")}{found}\r\n", output, StringComparison.Ordinal);
        Assert.Equal(0, reads);
    }

    [Fact]
    public async Task A_header_field_is_read_only_where_its_text_may_be()
    {
        var (index, reads) = (new IndexedMail(), 0);
        await using var world = await ImapWorld.NewAsync(store => new CountingStore(store, () => reads++), index: index.Index);
        await world.AppendAsync(Messages());
        await index.BuildAsync(world.Memory);

        var output = await world.RunInInboxAsync("SEARCH HEADER X-Number 42");

        Assert.Contains("* SEARCH 43\r\n", output, StringComparison.Ordinal);
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task A_search_that_had_to_read_much_asks_for_an_index()
    {
        var index = new IndexedMail();
        await using var world = await ImapWorld.NewAsync(index: index.Index);
        await world.AppendAsync(Messages());

        var output = await world.RunInInboxAsync("SEARCH TEXT needle", "SEARCH TEXT needle");

        Assert.Contains("* SEARCH 7\r\n", output, StringComparison.Ordinal);
        Assert.Single(index.Requests);
    }

    [Fact]
    public async Task A_search_of_many_mailboxes_asks_the_index_once()
    {
        var index = new IndexedMail();
        var asking = new AskedIndex(index.Index);
        await using var world = await ImapWorld.NewAsync(index: asking);
        await world.AppendAsync(Messages());
        await index.BuildAsync(world.Memory);
        await world.RunInInboxAsync("CREATE One", "COPY 1:20 One", "CREATE Two", "COPY 5:30 Two", "CREATE Empty");

        var output = await world.RunInInboxAsync(
            "ESEARCH IN (personal) RETURN (COUNT) OR TEXT needle FROM somebody",
            "ESEARCH IN (personal) RETURN (COUNT) BODY nowhere"
        );

        foreach (var mailbox in new[] { "INBOX", "One", "Two" })
            Assert.Matches($"MAILBOX \"?{mailbox}\"? UIDVALIDITY [0-9]+\\) UID COUNT 1\r\n", output);
        Assert.Equal(2, asking.Count);
    }

    private static IEnumerable<NewMail> Messages() =>
        Enumerable
            .Range(0, Count)
            .Select(n => new NewMail(
                Encoding.ASCII.GetBytes($"Subject: number {n}\r\nX-Number: {n}\r\n\r\n{(n == 6 ? "There is a needle in it." : "Hay.")}\r\n")
            ));

    private sealed class AskedIndex(ITextIndex index) : ITextIndex
    {
        public int Count { get; private set; }

        public ValueTask<ITextAnswers> FindAsync(AccountId account, IReadOnlyList<TextQuery> queries, CancellationToken cancellationToken)
        {
            Count++;
            return index.FindAsync(account, queries, cancellationToken);
        }

        public ValueTask RequestUpdateAsync(AccountId account, CancellationToken cancellationToken) =>
            index.RequestUpdateAsync(account, cancellationToken);
    }

    private sealed class CountingStore(IMailStore store, Action read) : MailStoreDecorator(store)
    {
        public override ValueTask CopyContentAsync(
            MessageReference message,
            long offset,
            long length,
            PipeWriter destination,
            CancellationToken cancellationToken
        )
        {
            read();
            return base.CopyContentAsync(message, offset, length, destination, cancellationToken);
        }
    }
}
