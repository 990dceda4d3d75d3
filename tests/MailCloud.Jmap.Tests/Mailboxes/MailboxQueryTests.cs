using MailCloud.Mail.Store.Changes;

namespace MailCloud.Jmap.Tests.Mailboxes;

/// <summary>Mailbox/query (RFC 8621 §2.3).</summary>
public class MailboxQueryTests
{
    // Sorted by sortOrder and then by name, if nothing else is said.
    private const string Sorted = """ "sort": [{"property": "sortOrder"}, {"property": "name"}] """;

    [Theory]
    [InlineData("{}", "INBOX Drafts Sent Archive Junk Trash a b c z")]
    [InlineData("""{"parentId": null}""", "INBOX Drafts Sent Archive Junk Trash a z")]
    [InlineData("""{"name": "R"}""", "Drafts Archive Trash")]
    [InlineData("""{"role": "inbox"}""", "INBOX")]
    [InlineData("""{"role": null}""", "a b c z")]
    [InlineData("""{"hasAnyRole": false}""", "a b c z")]
    [InlineData("""{"isSubscribed": true, "hasAnyRole": false}""", "z")]
    [InlineData("""{"operator": "NOT", "conditions": [{"hasAnyRole": true}, {"name": "b"}]}""", "a c z")]
    [InlineData("""{"operator": "OR", "conditions": [{"name": "inbox"}, {"name": "z"}]}""", "INBOX z")]
    [InlineData("""{"operator": "AND", "conditions": [{"hasAnyRole": false}, {"name": "z"}]}""", "z")]
    public async Task A_filter_finds_what_it_says(string filter, string expected) =>
        Assert.Equal(expected, await QueryAsync($$"""{"filter": {{filter}}, {{Sorted}}}"""));

    [Theory]
    [InlineData("""{"sort": [{"property": "name", "isAscending": false}], "filter": {"hasAnyRole": false}}""", "z c b a")]
    [InlineData("""{"sort": [{"property": "name"}], "filter": {"hasAnyRole": false}, "sortAsTree": true}""", "a c b z")]
    [InlineData("""{"sort": [{"property": "name"}], "filter": {"name": "b"}, "filterAsTree": true}""", "b INBOX")]
    [InlineData("""{"sort": [{"property": "name"}], "filter": {"hasAnyRole": false}, "filterAsTree": true}""", "a c z")]
    [InlineData("""{"sort": [{"property": "name"}], "filter": {"hasAnyRole": false}, "position": 1, "limit": 2}""", "b c")]
    [InlineData("""{"sort": [{"property": "name"}], "filter": {"hasAnyRole": false}, "position": -1}""", "z")]
    [InlineData("""{"sort": [{"property": "name"}], "filter": {"hasAnyRole": false}, "position": 9}""", "")]
    public async Task Results_have_the_wanted_order_and_part(string arguments, string expected) =>
        Assert.Equal(expected, await QueryAsync(arguments));

    [Fact]
    public async Task An_anchor_is_where_the_results_begin()
    {
        var world = await WorldAsync();
        var anchor = await world.MailboxAsync("z");
        var response = await world.CallAsync(
            "Mailbox/query",
            $$"""{"filter": {"hasAnyRole": false}, "sort": [{"property": "name"}], "anchor": "{{anchor}}", "anchorOffset": -2, "limit": 2, "calculateTotal": true}"""
        );
        Assert.Equal(1, response.GetProperty("position").GetInt32());
        Assert.Equal(4, response.GetProperty("total").GetInt32());
        Assert.True(response.GetProperty("canCalculateChanges").GetBoolean());
        Assert.Equal(2, response.GetProperty("ids").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"anchor": "F1"}""", "anchorNotFound")]
    [InlineData("""{"limit": -1}""", "invalidArguments")]
    [InlineData("""{"filter": {"nonsense": 1}}""", "unsupportedFilter")]
    [InlineData("""{"filter": {"name": 1}}""", "invalidArguments")]
    [InlineData("""{"filter": {"operator": "XOR", "conditions": []}}""", "invalidArguments")]
    [InlineData("""{"filter": {"operator": "AND"}}""", "invalidArguments")]
    [InlineData("""{"filter": []}""", "invalidArguments")]
    [InlineData("""{"sort": [{"property": "size"}]}""", "unsupportedSort")]
    [InlineData("""{"sort": [{"property": "name", "collation": "i;nonsense"}]}""", "unsupportedSort")]
    public async Task What_cannot_be_asked_is_an_error(string arguments, string error)
    {
        var world = await WorldAsync();
        Assert.Equal(error, await world.ErrorAsync("Mailbox/query", arguments));
    }

    /// <summary>Besides the standard ones there are <c>a</c> with <c>c</c> below it, <c>INBOX</c> with <c>b</c>, and <c>z</c>.</summary>
    private static async Task<JmapWorld> WorldAsync()
    {
        var world = await JmapWorld.CreateAsync();
        await MailboxGetTests.CommitAsync(
            world,
            new CreateMailbox("z", Subscribed: true),
            new CreateMailbox("a/c"),
            new CreateMailbox("INBOX/b")
        );
        return world;
    }

    private static async Task<string> QueryAsync(string arguments)
    {
        var world = await WorldAsync();
        var ids = (await world.CallAsync("Mailbox/query", arguments)).GetProperty("ids").EnumerateArray().Select(id => id.GetString()!);
        var directory = (await world.StateAsync()).Directory;
        return string.Join(' ', ids.Select(id => directory.Find(MailCloud.Jmap.Core.JmapIds.ParseMailbox(id)!.Value)!.Name.Split('/')[^1]));
    }
}
