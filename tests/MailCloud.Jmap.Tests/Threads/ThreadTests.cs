using System.Text.Json;
using CsCheck;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Tests.Mailboxes;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Threads;

/// <summary>Thread/get and Thread/changes (RFC 8621 §3).</summary>
public class ThreadTests
{
    [Fact]
    public async Task A_conversation_has_its_Emails_in_the_order_in_which_they_came()
    {
        var world = await JmapWorld.CreateAsync();
        var first = await world.DeliverAsync("Message-ID: <1@x>\n\na");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await world.DeliverAsync("Message-ID: <2@x>\nReferences: <1@x>\n\na", "Sent");
        await world.DeliverAsync("Message-ID: <3@x>\n\na");
        var thread = await ThreadOfAsync(world, first);
        var response = await world.CallAsync("Thread/get", $$"""{"ids": ["{{thread}}", "T1", "x", "{{thread}}"]}""");
        Assert.Equal($$"""[{"id":"{{thread}}","emailIds":["{{first}}","{{second}}"]}]""", response.GetProperty("list").GetRawText());
        Assert.Equal("""["T1","x"]""", response.GetProperty("notFound").GetRawText());
        Assert.Equal((await world.StateAsync()).ModSeq.ToString(), response.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("Thread/get", """{"ids": null}""", "requestTooLarge")]
    [InlineData("Thread/get", """{"ids": [], "properties": ["subject"]}""", "invalidArguments")]
    [InlineData("Thread/changes", """{}""", "invalidArguments")]
    [InlineData("Thread/changes", """{"sinceState": "1", "maxChanges": 0}""", "invalidArguments")]
    [InlineData("Thread/changes", """{"sinceState": "1"}""", "cannotCalculateChanges")]
    [InlineData("Thread/changes", """{"sinceState": "-1"}""", "cannotCalculateChanges")]
    public async Task What_cannot_be_asked_is_an_error(string method, string arguments, string error)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal(error, await world.ErrorAsync(method, arguments));
    }

    [Fact]
    public async Task What_is_read_or_moved_changes_no_conversation()
    {
        var world = await JmapWorld.CreateAsync();
        await world.DeliverAsync("Message-ID: <1@x>\n\na");
        var since = (await world.StateAsync()).ModSeq;
        var inbox = (await world.StateAsync()).Directory.Find("INBOX")!.Id;
        await MailboxGetTests.CommitAsync(
            world,
            new ChangeFlags(inbox, UidSet.All, FlagChange.Add(MessageFlags.Seen)),
            new MoveMessages(inbox, UidSet.All, MailboxTarget.Named("Archive"))
        );
        var response = await world.CallAsync("Thread/changes", $$"""{"sinceState": "{{since}}"}""");
        Assert.Equal("[]", response.GetProperty("updated").GetRawText());
        Assert.Equal((await world.StateAsync()).ModSeq.ToString(), response.GetProperty("newState").GetString());
    }

    [Fact]
    public async Task Many_changes_come_in_parts()
    {
        var world = await JmapWorld.CreateAsync();
        var since = (await world.StateAsync()).ModSeq.ToString();
        for (var n = 0; n < 5; n++)
            await world.DeliverAsync($"Message-ID: <{n}@x>\n\na");
        var created = new List<string>();
        JsonElement response;
        do
        {
            response = await world.CallAsync("Thread/changes", $$"""{"sinceState": "{{since}}", "maxChanges": 2}""");
            Assert.InRange(response.GetProperty("created").GetArrayLength(), 1, 2);
            created.AddRange(response.GetProperty("created").EnumerateArray().Select(id => id.GetString()!));
            since = response.GetProperty("newState").GetString()!;
        } while (response.GetProperty("hasMoreChanges").GetBoolean());
        Assert.Equal(5, created.Distinct().Count());
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
                        olds.Add(Known.Of(world, await world.StateAsync()));
                    await world.Store.CommitAsync(JmapWorld.Alice, Next(random, await world.StateAsync()), CancellationToken.None);
                }
                var present = Known.Of(world, await world.StateAsync());
                foreach (var old in olds)
                    if (await CatchUpAsync(world, old, random.Next(2) == 0 ? null : 3))
                        Assert.Equal(present.Threads, old.Threads);
            },
            iter: 60
        );

    /// <summary>A random change; new mail is mostly part of a few conversations.</summary>
    private static MailChange Next(Random random, AccountState state) =>
        random.Next(3) > 0
            ? RandomChanges.Next(random, state)
            : new AppendMessages(
                MailboxTarget.Inbox,
                [
                    ContractMail.MessageAt(
                        ContractMail.Nowhere(),
                        $"Message-ID: <{random.Next()}@x>\r\nReferences: <{random.Next(4)}@x>\r\n\r\n",
                        random.Next(4) == 0 ? MessageFlags.Deleted : MessageFlags.None
                    ),
                ]
            );

    /// <summary>What a client does that has been away. False: it cannot be told what has changed.</summary>
    private static async Task<bool> CatchUpAsync(JmapWorld world, Known known, int? max)
    {
        var since = known.State;
        while (true)
        {
            var responses = await world.CallsAsync(
                ("Thread/changes", $$"""{"sinceState": "{{since}}", "maxChanges": {{max?.ToString() ?? "null"}} }""")
            );
            var (name, changes) = responses[0];
            if (name is "error")
            {
                Assert.Equal("cannotCalculateChanges", changes.GetProperty("type").GetString());
                return false;
            }
            foreach (var id in IdsIn(changes, "destroyed"))
                known.Threads.Remove(id);
            var changed = IdsIn(changes, "created").Concat(IdsIn(changes, "updated")).ToList();
            Assert.True(max is null || changed.Count <= max);
            var ids = string.Join(',', changed.Select(id => $"\"{id}\""));
            var got = await world.CallAsync("Thread/get", $$"""{"ids": [{{ids}}]}""");
            foreach (var thread in got.GetProperty("list").EnumerateArray())
                known.Threads[thread.GetProperty("id").GetString()!] = thread.GetProperty("emailIds").GetRawText();
            since = changes.GetProperty("newState").GetString()!;
            if (!changes.GetProperty("hasMoreChanges").GetBoolean())
                return true;
        }
    }

    private static IEnumerable<string> IdsIn(JsonElement changes, string property) =>
        changes.GetProperty(property).EnumerateArray().Select(id => id.GetString()!);

    private static async Task<string> ThreadOfAsync(JmapWorld world, string email) =>
        (await world.CallAsync("Email/get", $$"""{"ids": ["{{email}}"], "properties": ["threadId"]}"""))
            .GetProperty("list")[0]
            .GetProperty("threadId")
            .GetString()!;

    /// <summary>What a client knows of the conversations.</summary>
    private sealed record Known(string State)
    {
        public SortedDictionary<string, string> Threads { get; } = new(StringComparer.Ordinal);

        /// <summary>All of them, as a state has them.</summary>
        public static Known Of(JmapWorld world, AccountState state)
        {
            var known = new Known(state.ModSeq.ToString());
            var index = world.Server.Emails.Of(state);
            var threads = state
                .Directory.Mailboxes.SelectMany(mailbox => state.Messages(mailbox.Id).All())
                .Select(message => message.ThreadId);
            foreach (var thread in threads.Distinct())
                if (index.InThread(thread) is { IsEmpty: false } emails)
                    known.Threads[JmapIds.Of(thread)] = $"[{string.Join(',', emails.Select(email => $"\"{JmapIds.Of(email.Id)}\""))}]";
            return known;
        }
    }
}
