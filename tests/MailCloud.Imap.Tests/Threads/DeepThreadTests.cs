using System.Text;
using MailCloud.Imap.Tests.Session;

namespace MailCloud.Imap.Tests.Threads;

/// <summary>However deep a thread is, nothing that runs over it runs out of stack.</summary>
public class DeepThreadTests
{
    [Fact]
    public async Task A_thread_of_many_levels_is_told_whole()
    {
        const int levels = 25_000;
        await using var world = await ImapWorld.NewAsync();
        // On each level there is an answer that nobody answered, so that each level opens a list.
        await world.AppendAsync(
            Enumerable
                .Range(1, 2 * levels)
                .Select(number => new NewMail(
                    Encoding.ASCII.GetBytes(
                        $"Message-ID: <{number}@x.example>\r\nReferences: <{(number % 2 == 0 ? number - 1 : number - 2)}@x.example>\r\n\r\n"
                    )
                ))
        );
        var output = await world.RunInInboxAsync("THREAD REFERENCES UTF-8 ALL");
        var expected = new StringBuilder("* THREAD (1 ");
        for (var level = 1; level < levels; level++)
            expected.Append($"({2 * level})({2 * level + 1} ");
        // The last level has one answer alone.
        expected.Append(2 * levels).Append(')', levels).Append("\r\n");
        Assert.Contains(expected.ToString(), output, StringComparison.Ordinal);
    }
}
