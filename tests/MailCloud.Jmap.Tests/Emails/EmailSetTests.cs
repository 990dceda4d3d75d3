using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Emails;

public class EmailSetTests
{
    private const string Letter = "Subject: Hello\n\nText.\n";

    private readonly CountingMailStore store = new();

    [Fact]
    public async Task What_is_the_same_for_many_is_one_event_of_a_mailbox()
    {
        var world = await JmapWorld.CreateAsync(store);
        var ids = new List<string>();
        for (var n = 0; n < 6; n++)
            ids.Add(await world.DeliverAsync(Letter, n < 4 ? "INBOX" : "Archive"));
        store.Events.Clear();

        var set = await SetAsync(
            world,
            $$"""{"update": { {{string.Join(',', ids.Select(id => $"\"{id}\": {{\"keywords/$seen\": true}}"))}} } }"""
        );
        Assert.Equal(ids.Order(StringComparer.Ordinal), Names(set, "updated"));
        Assert.All(store.Events, logged => Assert.IsType<FlagsChanged>(logged.Event));
        Assert.Equal(2, store.Events.Count);
        Assert.Single(store.Events.Select(logged => logged.Commit).Distinct());

        store.Events.Clear();
        var trash = await world.MailboxAsync("Trash");
        await SetAsync(
            world,
            $$"""{"update": { {{string.Join(',', ids.Select(id => $"\"{id}\": {{\"mailboxIds\": {{\"{trash}\": true}}}}"))}} } }"""
        );
        Assert.Equal(2, store.Events.Count(logged => logged.Event is MessagesMoved));
        Assert.Equal(2, store.Events.Count);

        store.Events.Clear();
        var gone = await SetAsync(world, $$"""{"destroy": {{JsonSerializer.Serialize(ids)}} }""");
        Assert.Equal(ids, gone.GetProperty("destroyed").EnumerateArray().Select(id => id.GetString()));
        Assert.IsType<MessagesExpunged>(Assert.Single(store.Events).Event);
    }

    [Theory]
    [InlineData("""{"keywords/$flagged": true}""", "$flagged,$seen,work", "INBOX")]
    [InlineData("""{"keywords/$seen": null, "keywords/Other": true}""", "other,work", "INBOX")]
    [InlineData("""{"keywords": {"$answered": true}}""", "$answered", "INBOX")]
    [InlineData("""{"keywords": null}""", "", "INBOX")]
    [InlineData("""{"keywords/a~1b": true}""", "$seen,a/b,work", "INBOX")]
    [InlineData("""{"mailboxIds/$Archive": true}""", "$seen,work", "Archive,INBOX")]
    [InlineData("""{"mailboxIds/$Archive": true, "mailboxIds/$INBOX": null}""", "$seen,work", "Archive")]
    [InlineData("""{"mailboxIds": {"$Archive": true, "$Trash": true, "$Junk": true}}""", "$seen,work", "Archive,Junk,Trash")]
    [InlineData("""{"mailboxIds": {"$Archive": true}, "keywords/$seen": null}""", "work", "Archive")]
    [InlineData("""{"mailboxIds": {"$INBOX": true}}""", "$seen,work", "INBOX")]
    [InlineData("{}", "$seen,work", "INBOX")]
    public async Task A_patch_makes(string patch, string keywords, string mailboxes)
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync(Letter, "INBOX", MessageFlags.Seen, "Work");
        var set = await SetAsync(world, $$"""{"update": {"{{id}}": {{patch}} } }""");
        Assert.Equal(JsonValueKind.Null, set.GetProperty("updated").GetProperty(id).ValueKind);

        var email = await GetAsync(world, id);
        Assert.Equal(keywords, string.Join(',', Names(email, "keywords")));
        var names = new List<string>();
        foreach (var mailbox in (await world.StateAsync()).Directory.Mailboxes)
            if (email.GetProperty("mailboxIds").TryGetProperty(JmapIds.Of(mailbox.Id), out _))
                names.Add(mailbox.Name);
        Assert.Equal(mailboxes, string.Join(',', names.Order(StringComparer.Ordinal)));
        Assert.Equal((await world.StateAsync()).ModSeq.ToString(), set.GetProperty("newState").GetString());
    }

    [Theory]
    [InlineData("""{"keywords": {"a b": true}}""", "invalidProperties")]
    [InlineData("""{"keywords": {"a": false}}""", "invalidProperties")]
    [InlineData("""{"keywords/a": 1}""", "invalidProperties")]
    [InlineData("""{"keywords/\\Seen": true}""", "invalidProperties")]
    [InlineData("""{"mailboxIds": {}}""", "invalidProperties")]
    [InlineData("""{"mailboxIds": {"F1": true}}""", "invalidProperties")]
    [InlineData("""{"mailboxIds/$INBOX": null}""", "invalidProperties")]
    [InlineData("""{"subject": "Another"}""", "invalidProperties")]
    [InlineData("""{"keywords": {}, "keywords/a": true}""", "invalidPatch")]
    [InlineData("[]", "invalidPatch")]
    public async Task A_patch_that_cannot_be_is_refused_alone(string patch, string error)
    {
        var world = await JmapWorld.CreateAsync();
        var (bad, good) = (await world.DeliverAsync(Letter), await world.DeliverAsync(Letter));
        var set = await SetAsync(world, $$"""{"update": {"{{bad}}": {{patch}}, "{{good}}": {"keywords/$seen": true} } }""");
        Assert.Equal(error, set.GetProperty("notUpdated").GetProperty(bad).GetProperty("type").GetString());
        Assert.Equal([good], Names(set, "updated"));
        Assert.Empty(Names(await GetAsync(world, bad), "keywords"));
    }

    [Fact]
    public async Task What_finds_no_room_is_refused_and_the_others_are_not()
    {
        var world = await JmapWorld.CreateAsync();
        var (first, second) = (await world.DeliverAsync(Letter), await world.DeliverAsync(Letter));
        var many = string.Join(',', Enumerable.Range(0, KeywordTable.Capacity + 1).Select(n => $"\"k{n}\": true"));
        var set = await SetAsync(
            world,
            $$"""{"update": {"{{first}}": {"keywords": { {{many}} } }, "{{second}}": {"keywords/$seen": true} } }"""
        );
        Assert.Equal("tooManyKeywords", set.GetProperty("notUpdated").GetProperty(first).GetProperty("type").GetString());
        Assert.Equal(["$seen"], Names(await GetAsync(world, second), "keywords"));
    }

    [Fact]
    public async Task Errors_are_told_by_the_ids_of_the_client()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync(Letter);
        var set = await SetAsync(world, $$"""{"update": {"M1": {}, "{{id}}": {"keywords/$seen": true} }, "destroy": ["{{id}}", "Mx"]}""");
        Assert.Equal("notFound", set.GetProperty("notUpdated").GetProperty("M1").GetProperty("type").GetString());
        Assert.Equal("willDestroy", set.GetProperty("notUpdated").GetProperty(id).GetProperty("type").GetString());
        Assert.Equal("notFound", set.GetProperty("notDestroyed").GetProperty("Mx").GetProperty("type").GetString());
        Assert.Equal($"[\"{id}\"]", set.GetProperty("destroyed").GetRawText());
        Assert.False(set.TryGetProperty("created", out _));

        Assert.Equal("stateMismatch", await world.ErrorAsync("Email/set", """{"ifInState": "1"}"""));
        var state = (await world.StateAsync()).ModSeq;
        Assert.Equal(state.ToString(), (await SetAsync(world, $$"""{"ifInState": "{{state}}"}""")).GetProperty("newState").GetString());
        Assert.Equal("invalidArguments", await world.ErrorAsync("Email/set", """{"unknown": 1}"""));
    }

    [Fact]
    public async Task All_copies_of_a_mailbox_move()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync(Letter);
        var inbox = (await world.StateAsync()).Mailbox("INBOX").Id;
        await world.Store.CommitAsync(JmapWorld.Alice, new CopyMessages(inbox, UidSet.All, MailboxTarget.Inbox), CancellationToken.None);
        await SetAsync(world, $$"""{"update": {"{{id}}": {"mailboxIds": {"$Trash": true} } } }""");
        Assert.Equal([await world.MailboxAsync("Trash")], Names(await GetAsync(world, id), "mailboxIds"));
        Assert.Equal(0, (await world.StateAsync()).In("INBOX").Count);
    }

    [Fact]
    public async Task A_draft_is_replaced_in_one_step()
    {
        var world = await JmapWorld.CreateAsync(store);
        var drafts = await world.MailboxAsync("Drafts");
        var old = await world.DeliverAsync(Letter, "Drafts", MessageFlags.Draft);
        store.Events.Clear();
        var set = await SetAsync(
            world,
            $$"""{"create": {"new": {"mailboxIds": {"{{drafts}}": true}, "keywords": {"$draft": true}, "subject": "Better"} }, "destroy": ["{{old}}"]}"""
        );
        Assert.Single(store.Events.Select(logged => logged.Commit).Distinct());
        var id = set.GetProperty("created").GetProperty("new").GetProperty("id").GetString()!;
        Assert.Equal(["$draft"], Names(await GetAsync(world, id), "keywords"));
        Assert.Equal(1, (await world.StateAsync()).In("Drafts").Count);
    }

    [Fact]
    public async Task A_copy_within_the_account_is_no_copy()
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal(
            "invalidArguments",
            await world.ErrorAsync("Email/copy", $$"""{"fromAccountId": "{{world.AccountId}}", "create": {} }""")
        );
        Assert.Equal("fromAccountNotFound", await world.ErrorAsync("Email/copy", """{"fromAccountId": "abc", "create": {} }"""));
    }

    private static async Task<JsonElement> SetAsync(JmapWorld world, string arguments)
    {
        foreach (var mailbox in (await world.StateAsync()).Directory.Mailboxes)
            arguments = arguments.Replace("$" + mailbox.Name, JmapIds.Of(mailbox.Id), StringComparison.Ordinal);
        return await world.CallAsync("Email/set", arguments);
    }

    private static async Task<JsonElement> GetAsync(JmapWorld world, string id) =>
        Assert.Single(
            (await world.CallAsync("Email/get", $$"""{"ids": ["{{id}}"], "properties": ["keywords", "mailboxIds"]}"""))
                .GetProperty("list")
                .EnumerateArray()
        );

    private static IEnumerable<string> Names(JsonElement value, string property) =>
        value.GetProperty(property).EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);
}
