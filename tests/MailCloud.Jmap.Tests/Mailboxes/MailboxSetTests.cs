using System.Text.Json;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Jmap.Tests.Mailboxes;

/// <summary>Mailbox/set (RFC 8621 §2.5).</summary>
public class MailboxSetTests
{
    [Fact]
    public async Task A_mailbox_is_made_with_all_that_it_is_to_be()
    {
        var world = await JmapWorld.CreateAsync();
        var before = (await world.StateAsync()).ModSeq;
        var response = await world.CallAsync(
            "Mailbox/set",
            """{"create": {"a": {"name": "Straße", "parentId": null, "sortOrder": 3, "isSubscribed": false}}}"""
        );
        var id = await world.MailboxAsync("Straße");
        var created = response.GetProperty("created").GetProperty("a");
        Assert.Equal(id, created.GetProperty("id").GetString());
        Assert.False(created.TryGetProperty("name", out _));
        Assert.Equal(before.ToString(), response.GetProperty("oldState").GetString());
        Assert.Equal((await world.StateAsync()).ModSeq.ToString(), response.GetProperty("newState").GetString());
        Assert.Equal($$"""[{"id":"{{id}}","sortOrder":3,"isSubscribed":false}]""", await GetAsync(world, id, "sortOrder", "isSubscribed"));
    }

    [Fact]
    public async Task Mailboxes_are_made_below_each_other_in_any_order()
    {
        var world = await JmapWorld.CreateAsync();
        var responses = await world.CallsAsync(
            (
                "Mailbox/set",
                """{"create": {"c": {"name": "c", "parentId": "#b"}, "a": {"name": "a"}, "b": {"name": "b", "parentId": "#a"}}}"""
            ),
            ("Mailbox/set", """{"create": {"d": {"name": "d", "parentId": "#c"}}, "update": {"#b": {"name": "bb"}}}"""),
            ("Mailbox/get", """{"ids": ["#a"], "properties": ["name"]}""")
        );
        Assert.Equal(3, responses[0].Arguments.GetProperty("created").EnumerateObject().Count());
        Assert.Equal("a", responses[2].Arguments.GetProperty("list")[0].GetProperty("name").GetString());
        Assert.NotNull((await world.StateAsync()).Directory.Find("a/bb/c/d"));
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name": ""}""", "name")]
    [InlineData("""{"name": "a/b"}""", "name")]
    [InlineData("""{"name": "a*"}""", "name")]
    [InlineData("""{"name": "a\u0000"}""", "name")]
    [InlineData("""{"name": 1}""", "name")]
    [InlineData("""{"name": "sent", "role": "sent"}""", "role")]
    [InlineData("""{"name": "Sent"}""", "name")]
    [InlineData("""{"name": "inbox"}""", "name")]
    [InlineData("""{"name": "a", "parentId": "F1"}""", "parentId")]
    [InlineData("""{"name": "a", "parentId": "#x"}""", "parentId")]
    [InlineData("""{"name": "a", "parentId": "#new"}""", "parentId")]
    [InlineData("""{"name": "a", "role": "nonsense"}""", "role")]
    [InlineData("""{"name": "a", "role": "none"}""", "role")]
    [InlineData("""{"name": "a", "sortOrder": -1}""", "sortOrder")]
    [InlineData("""{"name": "a", "sortOrder": 1.5}""", "sortOrder")]
    [InlineData("""{"name": "a", "isSubscribed": null}""", "isSubscribed")]
    [InlineData("""{"name": "a", "totalEmails": 0}""", "totalEmails")]
    [InlineData("""{"name": "a", "nonsense": 0}""", "nonsense")]
    public async Task What_a_mailbox_cannot_be_is_not_made(string properties, string property)
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.CallAsync("Mailbox/set", $$"""{"create": {"new": {{properties}} } }""");
        var error = response.GetProperty("notCreated").GetProperty("new");
        Assert.Equal("invalidProperties", error.GetProperty("type").GetString());
        Assert.Contains(property, error.GetProperty("properties").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(response.GetProperty("oldState").GetString(), response.GetProperty("newState").GetString());
    }

    [Fact]
    public async Task A_mailbox_moves_with_those_below_it()
    {
        var world = await JmapWorld.CreateAsync();
        await MailboxGetTests.CommitAsync(world, new CreateMailbox("a/b"), new CreateMailbox("c"));
        var (a, c) = (await world.MailboxAsync("a"), await world.MailboxAsync("c"));
        var response = await UpdateAsync(world, a, $$"""{"parentId": "{{c}}", "name": "x", "sortOrder": 7, "isSubscribed": true}""");
        Assert.Equal($$"""{"{{a}}":null}""", response.GetProperty("updated").GetRawText());
        Assert.NotNull((await world.StateAsync()).Directory.Find("c/x/b"));
        Assert.Equal(
            $$"""[{"id":"{{a}}","name":"x","sortOrder":7,"isSubscribed":true}]""",
            await GetAsync(world, a, "name", "sortOrder", "isSubscribed")
        );
    }

    [Fact]
    public async Task What_is_as_it_was_may_be_said_again()
    {
        var world = await JmapWorld.CreateAsync();
        var inbox = await world.MailboxAsync("INBOX");
        var all = (await world.CallAsync("Mailbox/get", $$"""{"ids": ["{{inbox}}"]}""")).GetProperty("list")[0].GetRawText();
        var response = await UpdateAsync(world, inbox, all);
        Assert.Equal(response.GetProperty("oldState").GetString(), response.GetProperty("newState").GetString());
        Assert.Single(response.GetProperty("updated").EnumerateObject());
    }

    [Theory]
    [InlineData("INBOX", """{"name": "x"}""", "invalidProperties")]
    [InlineData("INBOX", """{"role": null}""", "invalidProperties")]
    [InlineData("a", """{"name": "Sent"}""", "invalidProperties")]
    [InlineData("a", """{"parentId": "F1"}""", "invalidProperties")]
    [InlineData("a", """{"totalEmails": 3}""", "invalidProperties")]
    [InlineData("a", """{"id": "F1"}""", "invalidProperties")]
    [InlineData("a", """{"name/x": "y"}""", "invalidPatch")]
    [InlineData("a", """[]""", "invalidProperties")]
    public async Task What_cannot_be_changed_is_not(string name, string patch, string error)
    {
        var world = await JmapWorld.CreateAsync();
        await MailboxGetTests.CommitAsync(world, new CreateMailbox("a"));
        var id = await world.MailboxAsync(name);
        var response = await UpdateAsync(world, id, patch);
        Assert.Equal(error, response.GetProperty("notUpdated").GetProperty(id).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_mailbox_does_not_go_below_itself()
    {
        var world = await JmapWorld.CreateAsync();
        await MailboxGetTests.CommitAsync(world, new CreateMailbox("a/b"));
        var a = await world.MailboxAsync("a");
        var response = await UpdateAsync(world, a, $$"""{"parentId": "{{await world.MailboxAsync("a/b")}}"}""");
        Assert.Equal("invalidProperties", response.GetProperty("notUpdated").GetProperty(a).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Mailboxes_are_removed_with_those_below_them()
    {
        var world = await JmapWorld.CreateAsync();
        await MailboxGetTests.CommitAsync(world, new CreateMailbox("a/b"));
        var (a, b) = (await world.MailboxAsync("a"), await world.MailboxAsync("a/b"));
        var response = await world.CallAsync("Mailbox/set", $$"""{"destroy": ["{{a}}"]}""");
        Assert.Equal("mailboxHasChild", response.GetProperty("notDestroyed").GetProperty(a).GetProperty("type").GetString());
        response = await world.CallAsync("Mailbox/set", $$"""{"destroy": ["{{a}}", "{{b}}"]}""");
        Assert.Equal($$"""["{{b}}","{{a}}"]""", response.GetProperty("destroyed").GetRawText());
    }

    [Fact]
    public async Task A_mailbox_with_mail_is_removed_only_if_the_mail_is_to_be_too()
    {
        var world = await JmapWorld.CreateAsync();
        await world.CallAsync("Mailbox/set", """{"create": {"a": {"name": "a"}}}""");
        await world.DeliverAsync("Subject: x\n\ny", "a");
        var a = await world.MailboxAsync("a");
        var response = await world.CallAsync("Mailbox/set", $$"""{"destroy": ["{{a}}"]}""");
        Assert.Equal("mailboxHasEmail", response.GetProperty("notDestroyed").GetProperty(a).GetProperty("type").GetString());
        response = await world.CallAsync("Mailbox/set", $$"""{"destroy": ["{{a}}"], "onDestroyRemoveEmails": true}""");
        Assert.Equal($$"""["{{a}}"]""", response.GetProperty("destroyed").GetRawText());
        Assert.Empty((await world.StateAsync()).Directory.SubscribedWithoutMailbox);
    }

    [Fact]
    public async Task Mail_that_is_marked_as_deleted_does_not_keep_a_mailbox()
    {
        var world = await JmapWorld.CreateAsync();
        await world.CallAsync("Mailbox/set", """{"create": {"a": {"name": "a"}}}""");
        await world.DeliverAsync("Subject: x\n\ny", "a", MessageFlags.Deleted);
        var response = await world.CallAsync("Mailbox/set", $$"""{"destroy": ["{{await world.MailboxAsync("a")}}"]}""");
        Assert.Single(response.GetProperty("destroyed").EnumerateArray());
    }

    [Theory]
    [InlineData("INBOX", "forbidden")]
    [InlineData(null, "notFound")]
    public async Task What_stays_is_not_removed(string? name, string error)
    {
        var world = await JmapWorld.CreateAsync();
        var id = name is null ? "F1" : await world.MailboxAsync(name);
        var response = await world.CallAsync("Mailbox/set", $$"""{"destroy": ["{{id}}"], "onDestroyRemoveEmails": true}""");
        Assert.Equal(error, response.GetProperty("notDestroyed").GetProperty(id).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Nothing_is_done_in_a_state_that_the_client_does_not_know()
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal("stateMismatch", await world.ErrorAsync("Mailbox/set", """{"ifInState": "1", "create": {"a": {"name": "a"}}}"""));
        Assert.Null((await world.StateAsync()).Directory.Find("a"));
    }

    private static Task<JsonElement> UpdateAsync(JmapWorld world, string id, string patch) =>
        world.CallAsync("Mailbox/set", $$"""{"update": {"{{id}}": {{patch}} } }""");

    private static async Task<string> GetAsync(JmapWorld world, string id, params string[] properties)
    {
        var names = string.Join(',', properties.Select(property => $"\"{property}\""));
        return (await world.CallAsync("Mailbox/get", $$"""{"ids": ["{{id}}"], "properties": [{{names}}]}"""))
            .GetProperty("list")
            .GetRawText();
    }
}
