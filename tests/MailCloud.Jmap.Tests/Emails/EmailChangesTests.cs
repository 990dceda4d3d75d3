using System.Text.Json;
using CsCheck;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Emails;

public class EmailChangesTests
{
    private const string Letter = "Subject: Hello\n\nText.\n";

    [Fact]
    public async Task What_came_what_changed_and_what_is_gone_is_told_apart()
    {
        var world = await JmapWorld.CreateAsync();
        var (kept, gone) = (await world.DeliverAsync(Letter), await world.DeliverAsync(Letter));
        var untouched = await world.DeliverAsync(Letter);
        var since = await StateAsync(world);
        var created = await world.DeliverAsync(Letter);
        var brief = await world.DeliverAsync(Letter);
        var inbox = (await world.StateAsync()).Mailbox("INBOX").Id;
        await CommitAsync(world, new ChangeFlags(inbox, UidOf(kept), FlagChange.Add(MessageFlags.Seen)));
        await CommitAsync(world, new MoveMessages(inbox, UidOf(gone), MailboxTarget.Named("Trash")));
        await CommitAsync(world, new ExpungeMessages(inbox, UidOf(brief)));
        await CommitAsync(world, new ExpungeMessages((await world.StateAsync()).Mailbox("Trash").Id, UidSet.All));

        var changes = await ChangesAsync(world, since);
        Assert.Equal([created], Ids(changes, "created"));
        Assert.Equal([kept], Ids(changes, "updated"));
        Assert.Equal([gone], Ids(changes, "destroyed"));
        Assert.DoesNotContain(untouched, changes.ToString(), StringComparison.Ordinal);
        Assert.Equal(await StateAsync(world), changes.GetProperty("newState").GetString());
        Assert.False(changes.GetProperty("hasMoreChanges").GetBoolean());
    }

    [Fact]
    public async Task A_client_takes_many_changes_in_steps()
    {
        var world = await JmapWorld.CreateAsync();
        var since = await StateAsync(world);
        var sent = new List<string>();
        for (var n = 0; n < 5; n++)
            sent.Add(await world.DeliverAsync(Letter));

        var received = new List<string>();
        var hasMore = true;
        while (hasMore)
        {
            var changes = await world.CallAsync("Email/changes", $$"""{"sinceState": "{{since}}", "maxChanges": 2}""");
            var ids = Ids(changes, "created");
            Assert.InRange(ids.Count, 1, 2);
            received.AddRange(ids);
            since = changes.GetProperty("newState").GetString()!;
            hasMore = changes.GetProperty("hasMoreChanges").GetBoolean();
        }
        Assert.Equal(sent, received);
    }

    [Theory]
    [InlineData("""{"sinceState": "abc"}""", "cannotCalculateChanges")]
    [InlineData("""{"sinceState": "1"}""", "cannotCalculateChanges")]
    [InlineData("""{"sinceState": "99999999999"}""", "cannotCalculateChanges")]
    [InlineData("""{"sinceState": "1", "maxChanges": 0}""", "invalidArguments")]
    [InlineData("{}", "invalidArguments")]
    public async Task A_state_that_leads_nowhere_is_refused(string arguments, string error)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal(error, await world.ErrorAsync("Email/changes", arguments));
    }

    /// <summary>A client that knows the Emails of a state and asks for the changes now and then knows those of the newest.</summary>
    [Fact]
    public async Task Changes_lead_to_what_is_there() =>
        await Gen.Int.SampleAsync(
            async seed =>
            {
                var random = new Random(seed);
                var world = await JmapWorld.CreateAsync();
                var known = new Dictionary<string, string>(StringComparer.Ordinal);
                var since = await StateAsync(world);
                for (var step = 0; step < 60; step++)
                {
                    await world.Store.CommitAsync(
                        JmapWorld.Alice,
                        RandomChanges.Next(random, await world.StateAsync()),
                        CancellationToken.None
                    );
                    if (random.Next(3) == 0)
                        since = await FollowAsync(world, known, since, random.Next(2) == 0 ? null : random.Next(1, 10));
                }
                await FollowAsync(world, known, since, max: null);
                Assert.Equal(
                    (await GetAllAsync(world)).OrderBy(email => email.Key, StringComparer.Ordinal),
                    known.OrderBy(email => email.Key, StringComparer.Ordinal)
                );
            },
            iter: 60
        );

    private static async Task<string> FollowAsync(JmapWorld world, Dictionary<string, string> known, string since, int? max)
    {
        var limit = max is null ? "" : $", \"maxChanges\": {max}";
        var (name, changes) = (await world.CallsAsync(("Email/changes", $$"""{"sinceState": "{{since}}" {{limit}} }""")))[0];
        if (name is "error")
        {
            Assert.Equal("cannotCalculateChanges", changes.GetProperty("type").GetString());
            known.Clear();
            foreach (var (id, email) in await GetAllAsync(world))
                known[id] = email;
            return await StateAsync(world);
        }
        foreach (var id in Ids(changes, "destroyed"))
            known.Remove(id);
        foreach (var id in Ids(changes, "created").Concat(Ids(changes, "updated")))
        foreach (var (found, email) in await GetAsync(world, $"[\"{id}\"]"))
            known[found] = email;
        var reached = changes.GetProperty("newState").GetString()!;
        return changes.GetProperty("hasMoreChanges").GetBoolean() ? await FollowAsync(world, known, reached, max) : reached;
    }

    private static Task<Dictionary<string, string>> GetAllAsync(JmapWorld world) => GetAsync(world, "null");

    private static async Task<Dictionary<string, string>> GetAsync(JmapWorld world, string ids)
    {
        var response = await world.CallAsync("Email/get", $$"""{"ids": {{ids}}, "properties": ["mailboxIds", "keywords", "threadId"]}""");
        return response
            .GetProperty("list")
            .EnumerateArray()
            .ToDictionary(email => email.GetProperty("id").GetString()!, email => email.ToString(), StringComparer.Ordinal);
    }

    private static async Task<string> StateAsync(JmapWorld world) => (await world.StateAsync()).ModSeq.ToString();

    private static async Task CommitAsync(JmapWorld world, MailChange change) =>
        Assert.Null((await world.Store.CommitAsync(JmapWorld.Alice, change, CancellationToken.None)).Refusal);

    private static UidSet UidOf(string id) => UidSet.Of(new Uid(uint.Parse(id.AsSpan(1))));

    private static Task<JsonElement> ChangesAsync(JmapWorld world, string since) =>
        world.CallAsync("Email/changes", $$"""{"sinceState": "{{since}}"}""");

    private static List<string> Ids(JsonElement changes, string list) =>
        [.. changes.GetProperty(list).EnumerateArray().Select(id => id.GetString()!)];
}
