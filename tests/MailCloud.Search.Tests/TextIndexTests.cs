using MailCloud.Mail.Search;

namespace MailCloud.Search.Tests;

/// <summary>What an index answers from terms alone, what it looks up, and what it does not know.</summary>
public class TextIndexTests
{
    [Theory]
    // One run: terms tell.
    [InlineData("MEETING", TextVerdict.Yes)]
    [InlineData("eet", TextVerdict.Yes)]
    [InlineData("会议", TextVerdict.Yes)]
    [InlineData("议", TextVerdict.Yes)]
    [InlineData("42", TextVerdict.Yes)]
    [InlineData("nowhere", TextVerdict.No)]
    [InlineData("会纪", TextVerdict.No)]
    // Part of a code: three letters of it each.
    [InlineData("HbGcR", TextVerdict.Maybe)]
    [InlineData("HbGcX", TextVerdict.No)]
    // Several runs, or more than two ideographs: the text tells.
    [InlineData("meeting at noon", TextVerdict.Maybe)]
    [InlineData("noon meeting", TextVerdict.Maybe)]
    [InlineData("会议纪要", TextVerdict.Maybe)]
    [InlineData("noon.", TextVerdict.Maybe)]
    [InlineData("the meeting", TextVerdict.No)]
    public async Task Terms_tell_what_they_can(string text, TextVerdict verdict)
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync("Subject: none\nContent-Type: text/plain; charset=utf-8\n\nmeeting at noon, 42 eyJhbGcR0AbCd 会议纪要");
        await world.BuildAsync();
        var email = (await world.InboxAsync()).Messages[0].EmailId;

        var answers = await world.Index.FindAsync(SearchWorld.Ann, [new TextQuery(text, TextPlaces.All)], default);

        Assert.Equal(verdict, answers[email, 0]);
    }

    [Fact]
    public async Task Headers_and_body_are_told_apart()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync("Subject: alpha\n\nbeta", "Subject: beta\n\nalpha");
        await world.BuildAsync();

        var verdicts = await world.AskAsync([
            new TextQuery("alpha", TextPlaces.Body),
            new TextQuery("alpha", TextPlaces.Headers),
            new TextQuery("alpha", TextPlaces.All),
        ]);

        Assert.Equal(
            [TextVerdict.No, TextVerdict.Yes, TextVerdict.Yes, TextVerdict.Yes, TextVerdict.No, TextVerdict.Yes],
            verdicts.Cast<TextVerdict>()
        );
    }

    [Fact]
    public async Task Of_a_very_long_message_it_knows_the_beginning()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync($"Subject: long\n\nbeginning {string.Concat(Enumerable.Repeat("word ", 100_000))} end");
        await world.BuildAsync();

        var verdicts = await world.AskAsync([
            new TextQuery("beginning", TextPlaces.All),
            new TextQuery("end", TextPlaces.All),
            new TextQuery("nowhere", TextPlaces.All),
        ]);

        Assert.Equal([TextVerdict.Yes, TextVerdict.Unknown, TextVerdict.Unknown], verdicts.Cast<TextVerdict>());
    }

    [Fact]
    public async Task It_knows_nothing_of_what_came_later_and_is_asked_for_more()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync("Subject: one\n\nalpha");
        await world.BuildAsync();
        await world.AppendAsync("Subject: two\n\nalpha");

        var verdicts = await world.AskAsync([new TextQuery("alpha", TextPlaces.All)]);
        await world.Index.RequestUpdateAsync(SearchWorld.Ann, default);
        await world.Index.RequestUpdateAsync(SearchWorld.Ann, default);

        Assert.Equal([TextVerdict.Yes, TextVerdict.Unknown], verdicts.Cast<TextVerdict>());
        Assert.Equal([new IndexRequest(SearchWorld.Ann)], world.Requests.All);
    }

    [Fact]
    public async Task Without_an_index_it_knows_nothing()
    {
        var world = await SearchWorld.NewAsync();
        await world.AppendAsync("Subject: one\n\nalpha");

        Assert.Equal([TextVerdict.Unknown], (await world.AskAsync([new TextQuery("alpha", TextPlaces.All)])).Cast<TextVerdict>());
    }
}
