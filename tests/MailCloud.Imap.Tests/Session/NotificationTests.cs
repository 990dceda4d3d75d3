using MailCloud.Mail.Store.Changes;

namespace MailCloud.Imap.Tests.Session;

/// <summary>NOTIFY where it is a matter of amount or of time; what is ordinary is in the transcripts.</summary>
public class NotificationTests
{
    [Fact]
    public async Task When_too_much_happens_at_once_the_client_is_told_so_and_nothing_more()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        for (var number = 0; number < 1001; number++)
            Assert.Null((await world.Memory.CommitAsync(ImapWorld.Alice, new CreateMailbox($"Work/{number}"), default)).Refusal);
        Assert.Equal(["T OK You will be told"], await ImapWorld.RunAsync(client, "NOTIFY SET (personal (MailboxName))"));
        var other = await world.LogInAsync();
        Assert.StartsWith("T OK", (await ImapWorld.RunAsync(other, "RENAME Work Play"))[^1], StringComparison.Ordinal);
        Assert.StartsWith("* OK [NOTIFICATIONOVERFLOW] ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await ImapWorld.RunAsync(other, "CREATE More");
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "NOOP"));
    }

    [Fact]
    public async Task A_client_that_is_told_news_is_silent_all_the_same()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        var other = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "NOTIFY SET (personal (MailboxName))");
        world.Time.Advance(TimeSpan.FromMinutes(29));
        await ImapWorld.RunAsync(other, "CREATE More");
        Assert.StartsWith("* LIST ", await client.ReadLineAsync(), StringComparison.Ordinal);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("* BYE You were silent for too long", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_server_that_stops_says_good_bye_to_who_waits_for_news()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.LogInAsync();
        await ImapWorld.RunAsync(client, "NOTIFY SET (personal (MailboxName))");
        await world.Stopping.CancelAsync();
        Assert.Equal("* BYE The server is stopping; connect again", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
    }
}
