using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Emails;

public class EmailQueryChangesTests
{
    [Fact]
    public async Task A_new_message_of_a_conversation_takes_its_place()
    {
        var world = await JmapWorld.CreateAsync();
        var other = await world.DeliverAsync("Subject: b\nMessage-ID: <2@x>\n\n");
        var first = await world.DeliverAsync("Subject: a\nMessage-ID: <1@x>\n\n");
        var since = (await world.StateAsync()).ModSeq;
        world.Time.Advance(TimeSpan.FromHours(1));
        var answer = await world.DeliverAsync("Subject: Re: a\nReferences: <1@x>\n\n");

        var changes = await world.CallAsync(
            "Email/queryChanges",
            $$"""{"sinceQueryState": "{{since}}", "collapseThreads": true, "calculateTotal": true}"""
        );
        Assert.Equal($"[\"{first}\"]", changes.GetProperty("removed").GetRawText());
        Assert.Equal($$"""[{"id":"{{answer}}","index":0}]""", changes.GetProperty("added").GetRawText());
        Assert.Equal(2, changes.GetProperty("total").GetInt32());
        Assert.DoesNotContain(other, changes.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_behind_the_last_that_the_client_knows_is_left_out_where_nothing_moves()
    {
        var world = await JmapWorld.CreateAsync();
        var (older, known) = (await world.DeliverAsync("Subject: 1\n\n"), await world.DeliverAsync("Subject: 2\n\n"));
        var since = (await world.StateAsync()).ModSeq;
        var newest = await world.DeliverAsync("Subject: 3\n\n");

        const string ascending = """ "sort": [{"property": "receivedAt"}] """;
        var upTo = await world.CallAsync(
            "Email/queryChanges",
            $$"""{"sinceQueryState": "{{since}}", {{ascending}}, "upToId": "{{known}}"}"""
        );
        Assert.Equal("[]", upTo.GetProperty("added").GetRawText());
        var all = await world.CallAsync("Email/queryChanges", $$"""{"sinceQueryState": "{{since}}", {{ascending}} }""");
        Assert.Equal($$"""[{"id":"{{newest}}","index":2}]""", all.GetProperty("added").GetRawText());
        Assert.NotEqual(older, newest);
    }

    [Theory]
    [InlineData("{}", "invalidArguments")]
    [InlineData("""{"sinceQueryState": "x"}""", "cannotCalculateChanges")]
    [InlineData("""{"sinceQueryState": "$now", "maxChanges": 0}""", "invalidArguments")]
    [InlineData("""{"sinceQueryState": "$then", "maxChanges": 1}""", "tooManyChanges")]
    [InlineData("""{"sinceQueryState": "$then", "filter": {"color": 1}}""", "unsupportedFilter")]
    public async Task What_cannot_be_told_is_refused(string arguments, string error)
    {
        var world = await JmapWorld.CreateAsync();
        var then = (await world.StateAsync()).ModSeq;
        for (var n = 0; n < 2; n++)
            await world.DeliverAsync("Subject: x\n\n");
        arguments = arguments
            .Replace("$then", then.ToString(), StringComparison.Ordinal)
            .Replace("$now", (await world.StateAsync()).ModSeq.ToString(), StringComparison.Ordinal);
        Assert.Equal(error, await world.ErrorAsync("Email/queryChanges", arguments));
    }

    /// <summary>However mail comes, changes and goes: a client that follows the changes of a query has the answer that it would get anew.</summary>
    [Theory]
    [InlineData("""{"filter": {"inMailbox": "$INBOX"}, "collapseThreads": true}""")]
    [InlineData("""{"filter": {"inMailbox": "$INBOX"}, "sort": [{"property": "receivedAt"}]}""")]
    [InlineData("""{"filter": {"notKeyword": "$seen"}, "sort": [{"property": "subject"}, {"property": "size"}]}""")]
    [InlineData("""{"filter": {"someInThreadHaveKeyword": "$flagged"}}""")]
    [InlineData("""{"sort": [{"property": "allInThreadHaveKeyword", "keyword": "two"}], "collapseThreads": true}""")]
    [InlineData("""{"filter": {"inMailboxOtherThan": ["$INBOX"]}, "sort": [{"property": "hasKeyword", "keyword": "one"}]}""")]
    [InlineData("""{"filter": {"subject": "1"}, "upToId": "$last"}""")]
    public async Task Changes_lead_to_the_answer_of_now(string query) =>
        await Gen.Int.SampleAsync(
            async seed =>
            {
                var random = new Random(seed);
                var world = await JmapWorld.CreateAsync();
                query = query.Replace("$INBOX", await world.MailboxAsync("INBOX"), StringComparison.Ordinal);
                var client = await ClientAsync(world, query);
                for (var step = 0; step < 40; step++)
                {
                    await world.Store.CommitAsync(JmapWorld.Alice, Next(random, await world.StateAsync()), CancellationToken.None);
                    if (random.Next(3) == 0)
                        client = await FollowAsync(world, query, client);
                }
                client = await FollowAsync(world, query, client);
                var anew = await ClientAsync(world, query);
                Assert.Equal(anew.State, client.State);
                // Behind the last that it cares for a client knows nothing.
                Assert.Equal(anew.Ids.Take(client.Ids.Count), client.Ids);
                Assert.True(client.Ids.Count == anew.Ids.Count || query.Contains("upToId", StringComparison.Ordinal));
            },
            iter: 30
        );

    /// <summary>Messages that belong to a few conversations, and the changes of all kinds that an account can have.</summary>
    private static MailChange Next(Random random, AccountState state)
    {
        if (random.Next(3) > 0)
            return RandomChanges.Next(random, state);
        var text = $"Subject: {random.Next(10)}\r\nReferences: <{random.Next(4)}@x>\r\n\r\n";
        var message = ContractMail.MessageAt(ContractMail.Nowhere(random.Next(1, 50)), text, (MessageFlags)random.Next(8)) with
        {
            InternalDateSeconds = 1_700_000_000 + random.Next(20),
        };
        return new AppendMessages(MailboxTarget.Inbox, [message]);
    }

    private static async Task<(string State, List<string> Ids)> ClientAsync(JmapWorld world, string query)
    {
        var arguments = query.Replace(", \"upToId\": \"$last\"", "", StringComparison.Ordinal);
        var response = await world.CallAsync("Email/query", arguments);
        return (
            response.GetProperty("queryState").GetString()!,
            [.. response.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)]
        );
    }

    private static async Task<(string State, List<string> Ids)> FollowAsync(
        JmapWorld world,
        string query,
        (string State, List<string> Ids) client
    )
    {
        var arguments = $$"""{"sinceQueryState": "{{client.State}}", {{query.TrimStart('{')}}""".Replace(
            "$last",
            client.Ids.LastOrDefault() ?? "M1",
            StringComparison.Ordinal
        );
        var (name, changes) = (await world.CallsAsync(("Email/queryChanges", arguments)))[0];
        if (name is "error")
        {
            Assert.Equal("cannotCalculateChanges", changes.GetProperty("type").GetString());
            return await ClientAsync(world, query);
        }
        var removed = changes.GetProperty("removed").EnumerateArray().Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal);
        var ids = client.Ids.Where(id => !removed.Contains(id)).ToList();
        foreach (var added in changes.GetProperty("added").EnumerateArray())
        {
            var index = added.GetProperty("index").GetInt32();
            // Before it are some that the client left out when it named the last one that it cared for, which is gone now.
            if (index > ids.Count)
                break;
            ids.Insert(index, added.GetProperty("id").GetString()!);
        }
        return (changes.GetProperty("newQueryState").GetString()!, ids);
    }
}
