using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Mailboxes;

/// <summary>Mailbox/changes and Mailbox/queryChanges (RFC 8621 §2.2 and §2.4).</summary>
public class MailboxChangesTests
{
    private const string Query =
        """ "sort": [{"property": "sortOrder"}, {"property": "name"}], "sortAsTree": true, "filter": {"name": "a"} """;

    [Fact]
    public async Task New_mail_changes_counts_and_nothing_else()
    {
        var world = await JmapWorld.CreateAsync();
        var since = (await world.StateAsync()).ModSeq;
        await world.DeliverAsync("Subject: x\n\ny");
        var response = await world.CallAsync("Mailbox/changes", $$"""{"sinceState": "{{since}}"}""");
        Assert.Equal($$"""["{{await world.MailboxAsync("INBOX")}}"]""", response.GetProperty("updated").GetRawText());
        Assert.Equal(
            """["totalEmails","unreadEmails","totalThreads","unreadThreads"]""",
            response.GetProperty("updatedProperties").GetRawText()
        );
        Assert.Equal(since.ToString(), response.GetProperty("oldState").GetString());
        Assert.False(response.GetProperty("hasMoreChanges").GetBoolean());
    }

    [Fact]
    public async Task A_new_name_is_a_change_of_any_property()
    {
        var world = await JmapWorld.CreateAsync();
        var since = (await world.StateAsync()).ModSeq;
        await MailboxGetTests.CommitAsync(world, new RenameMailbox("Sent", "Gone"));
        var response = await world.CallAsync("Mailbox/changes", $$"""{"sinceState": "{{since}}"}""");
        Assert.Single(response.GetProperty("updated").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, response.GetProperty("updatedProperties").ValueKind);
    }

    [Theory]
    [InlineData("""{}""", "invalidArguments")]
    [InlineData("""{"sinceState": "x"}""", "cannotCalculateChanges")]
    [InlineData("""{"sinceState": "1"}""", "cannotCalculateChanges")]
    [InlineData("""{"sinceState": "99999999999"}""", "cannotCalculateChanges")]
    [InlineData("""{"sinceState": "1", "maxChanges": 0}""", "invalidArguments")]
    public async Task Where_the_log_does_not_lead_on_there_are_no_changes(string arguments, string error)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal(error, await world.ErrorAsync("Mailbox/changes", arguments));
    }

    [Fact]
    public async Task More_changes_than_are_wanted_are_none()
    {
        var world = await JmapWorld.CreateAsync();
        var since = (await world.StateAsync()).ModSeq;
        await MailboxGetTests.CommitAsync(world, new CreateMailbox("a"), new CreateMailbox("b"));
        Assert.Equal(
            "cannotCalculateChanges",
            await world.ErrorAsync("Mailbox/changes", $$"""{"sinceState": "{{since}}", "maxChanges": 1}""")
        );
        Assert.Equal(
            "tooManyChanges",
            await world.ErrorAsync("Mailbox/queryChanges", $$"""{"sinceQueryState": "{{since}}", "maxChanges": 1}""")
        );
    }

    [Fact]
    public Task Changes_lead_from_any_old_state_to_the_present_one() =>
        Gen.Int.SampleAsync(
            async seed =>
            {
                var random = new Random(seed);
                var world = await JmapWorld.CreateAsync();
                var olds = new List<Known>();
                for (var step = 0; step < 40; step++)
                {
                    if (random.Next(4) == 0)
                        olds.Add(await KnownAsync(world));
                    await ChangeAsync(world, random);
                }
                var present = await KnownAsync(world);
                foreach (var old in olds)
                {
                    await CatchUpAsync(world, old);
                    Assert.Equal(present.Mailboxes, old.Mailboxes);
                    Assert.Equal(present.Results, old.Results);
                }
            },
            iter: 60
        );

    private static async Task ChangeAsync(JmapWorld world, Random random)
    {
        var state = await world.StateAsync();
        if (random.Next(6) > 0)
        {
            await world.Store.CommitAsync(JmapWorld.Alice, RandomChanges.Next(random, state), CancellationToken.None);
            return;
        }
        var mailboxes = state.Directory.Mailboxes.ToList();
        var id = await world.MailboxAsync(mailboxes[random.Next(mailboxes.Count)].Name);
        await world.CallAsync("Mailbox/set", $$"""{"update": {"{{id}}": {"sortOrder": {{random.Next(5)}} } } }""");
    }

    private static async Task<Known> KnownAsync(JmapWorld world)
    {
        var responses = await world.CallsAsync(("Mailbox/get", """{"ids": null}"""), ("Mailbox/query", "{" + Query + "}"));
        var known = new Known(responses[0].Arguments.GetProperty("state").GetString()!);
        foreach (var mailbox in responses[0].Arguments.GetProperty("list").EnumerateArray())
            known.Put(mailbox);
        known.Results.AddRange(responses[1].Arguments.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!));
        return known;
    }

    /// <summary>What a client does that has been away.</summary>
    private static async Task CatchUpAsync(JmapWorld world, Known known)
    {
        var responses = await world.CallsAsync(
            ("Mailbox/changes", $$"""{"sinceState": "{{known.State}}"}"""),
            ("Mailbox/get", """{"#ids": {"resultOf": "0", "name": "Mailbox/changes", "path": "/created"}}"""),
            (
                "Mailbox/get",
                """
                {
                  "#ids": {"resultOf": "0", "name": "Mailbox/changes", "path": "/updated"},
                  "#properties": {"resultOf": "0", "name": "Mailbox/changes", "path": "/updatedProperties"}
                }
                """
            ),
            ("Mailbox/queryChanges", $$"""{"sinceQueryState": "{{known.State}}", {{Query}} }""")
        );
        foreach (var id in responses[0].Arguments.GetProperty("destroyed").EnumerateArray())
            Assert.True(known.Mailboxes.Remove(id.GetString()!));
        foreach (var mailbox in responses[1].Arguments.GetProperty("list").EnumerateArray())
        {
            Assert.DoesNotContain(mailbox.GetProperty("id").GetString()!, known.Mailboxes.Keys);
            known.Put(mailbox);
        }
        foreach (var mailbox in responses[2].Arguments.GetProperty("list").EnumerateArray())
        {
            Assert.Contains(mailbox.GetProperty("id").GetString()!, known.Mailboxes.Keys);
            known.Put(mailbox);
        }
        var removed = responses[3].Arguments.GetProperty("removed").EnumerateArray().Select(id => id.GetString()!).ToHashSet();
        known.Results.RemoveAll(removed.Contains);
        foreach (var item in responses[3].Arguments.GetProperty("added").EnumerateArray())
            known.Results.Insert(item.GetProperty("index").GetInt32(), item.GetProperty("id").GetString()!);
    }

    /// <summary>What a client knows.</summary>
    private sealed record Known(string State)
    {
        /// <summary>Mailboxes by id, as JSON.</summary>
        public SortedDictionary<string, string> Mailboxes { get; } = new(StringComparer.Ordinal);

        /// <summary>The results of the query.</summary>
        public List<string> Results { get; } = [];

        /// <summary>Takes over the properties that are there.</summary>
        public void Put(JsonElement mailbox)
        {
            var id = mailbox.GetProperty("id").GetString()!;
            var merged = JsonNode.Parse(Mailboxes.GetValueOrDefault(id, "{}"))!.AsObject();
            foreach (var property in mailbox.EnumerateObject())
                merged[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            Mailboxes[id] = merged.ToJsonString();
        }
    }
}
