using System.Text;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Search.Segments;
using MailCloud.Testing;

namespace MailCloud.Search.Tests;

/// <summary>Real messages, in all charsets and states: what the index says of pieces of their texts is what reading them finds.</summary>
public class CorpusTests
{
    private const int Queries = 150;

    [Fact]
    public async Task An_index_of_real_mail_finds_what_reading_finds()
    {
        var world = await SearchWorld.NewAsync();
        foreach (var file in Corpora.Messages().Where((_, number) => number % 4 == 0))
            await AppendAsync(world, file.Read());
        await world.BuildAsync();

        var unknown = await world.CompareAsync(await QueriesAsync(world));

        // A few of the messages are longer than what is kept of one.
        var (_, inbox) = await world.InboxAsync();
        Assert.InRange(unknown, 0, inbox.Count * Queries / 50);
    }

    private static async Task AppendAsync(SearchWorld world, byte[] octets)
    {
        await using var appender = new MessageAppender(world.Mail, SearchWorld.Ann);
        await appender.WriteAsync(octets, default);
        var message = await appender.CompleteAsync(MessageFlags.None, [], world.Time.GetUtcNow(), default);
        await world.Mail.CommitAsync(SearchWorld.Ann, new AppendMessages(MailboxTarget.Inbox, [message]), default);
    }

    /// <summary>Pieces of the messages' own texts, from one letter to some words, wherever they begin and end.</summary>
    private static async Task<List<TextQuery>> QueriesAsync(SearchWorld world)
    {
        var random = new Random(7);
        var (_, inbox) = await world.InboxAsync();
        var (reader, collector, queries) = (new MessageText(world.Mail), new TextCollector(), new List<TextQuery>());
        while (queries.Count < Queries)
        {
            var message = inbox[random.Next(inbox.Count)];
            var summary = await message.Summary.ReadAsync(default);
            await reader.WriteAsync(
                message.Content,
                summary,
                await reader.ReadHeaderAsync(message.Content, summary, default),
                collector,
                default
            );
            var texts = collector.Take();
            var text = Encoding.UTF8.GetString((random.Next(3) == 0 ? texts.Headers : texts.Body).Span).Split('\uFFFD')[0];
            if (text.Length == 0)
                continue;
            var start = random.Next(text.Length);
            var places = random.Next(3) switch
            {
                0 => TextPlaces.Body,
                1 => TextPlaces.Headers,
                _ => TextPlaces.All,
            };
            queries.Add(new TextQuery(text.Substring(start, Math.Min(1 + random.Next(16), text.Length - start)), places));
        }
        return queries;
    }
}
