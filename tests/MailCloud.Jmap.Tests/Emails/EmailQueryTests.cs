using System.Text.Json;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Contracts;

namespace MailCloud.Jmap.Tests.Emails;

public class EmailQueryTests
{
    /// <summary>Each filter with the numbers of the messages below that it finds, oldest first.</summary>
    public static TheoryData<string, string> Filters { get; } =
        new()
        {
            { "null", "0 1 2 3 4" },
            { "{}", "0 1 2 3 4" },
            { """{"inMailbox": "$INBOX"}""", "0 1 2 3" },
            { """{"inMailbox": "$Archive"}""", "0 4" },
            { """{"inMailbox": "F1"}""", "" },
            { """{"inMailbox": "nothing"}""", "" },
            { """{"inMailboxOtherThan": ["$INBOX"]}""", "0 4" },
            { """{"inMailboxOtherThan": ["$INBOX", "$Archive"]}""", "" },
            { """{"before": "2026-06-01T14:00:00Z"}""", "0 1" },
            { """{"after": "2026-06-01T14:00:00Z"}""", "2 3 4" },
            { """{"minSize": 1000}""", "4" },
            { """{"maxSize": 1000}""", "0 1 2 3" },
            { """{"hasKeyword": "$Flagged"}""", "1" },
            { """{"hasKeyword": "WORK"}""", "2" },
            { """{"hasKeyword": "unknown"}""", "" },
            { """{"notKeyword": "$seen"}""", "1 2 3 4" },
            { """{"allInThreadHaveKeyword": "$seen"}""", "0" },
            { """{"someInThreadHaveKeyword": "$flagged"}""", "1 3" },
            { """{"noneInThreadHaveKeyword": "$flagged"}""", "0 2 4" },
            { """{"hasAttachment": true}""", "4" },
            { """{"hasAttachment": false}""", "0 1 2 3" },
            { """{"subject": "LUNCH"}""", "1 3" },
            { """{"subject": "GRÜ"}""", "2" },
            { """{"from": "bob"}""", "1" },
            { """{"from": "Müller"}""", "2" },
            { """{"to": "alice@example.org"}""", "0 1 2 3 4" },
            { """{"cc": "dave"}""", "3" },
            { """{"bcc": "dave"}""", "" },
            { """{"header": ["x-list"]}""", "0" },
            { """{"header": ["X-List", "NEWS"]}""", "0" },
            { """{"header": ["X-List", "other"]}""", "" },
            { """{"body": "tomorrow"}""", "1 3" },
            { """{"body": "lunch"}""", "1" },
            { """{"text": "lunch"}""", "1 3" },
            { """{"text": "tomorrow noon"}""", "1" },
            { """{"text": "\"noon tomorrow\""}""", "1" },
            { """{"text": "\"tomorrow noon\""}""", "" },
            { """{"text": "color"}""", "" },
            { """{"text": ""}""", "0 1 2 3 4" },
            { """{"inMailbox": "$INBOX", "hasKeyword": "$seen"}""", "0" },
            { """{"operator": "AND", "conditions": []}""", "0 1 2 3 4" },
            { """{"operator": "OR", "conditions": []}""", "" },
            { """{"operator": "OR", "conditions": [{"from": "bob"}, {"body": "page"}]}""", "1 2" },
            { """{"operator": "NOT", "conditions": [{"from": "bob"}, {"body": "page"}]}""", "0 3 4" },
            {
                """{"operator": "AND", "conditions": [{"inMailbox": "$INBOX"}, {"operator": "NOT", "conditions": [{"text": "lunch"}]}]}""",
                "0 2"
            },
        };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_finds(string filter, string expected)
    {
        var (world, ids) = await MailAsync();
        var found = await QueryAsync(
            world,
            $$"""{"filter": {{await WithIdsAsync(world, filter)}}, "sort": [{"property": "receivedAt"}]}"""
        );
        Assert.Equal(expected, string.Join(' ', found.Select(id => ids.IndexOf(id))));
    }

    [Theory]
    [InlineData("""[{"property": "receivedAt", "isAscending": false}]""", "4 3 2 1 0")]
    [InlineData("[]", "4 3 2 1 0")]
    [InlineData("""[{"property": "subject"}]""", "2 1 3 0 4")]
    [InlineData("""[{"property": "subject"}, {"property": "receivedAt", "isAscending": false}]""", "2 3 1 0 4")]
    [InlineData("""[{"property": "from"}]""", "0 1 3 4 2")]
    [InlineData("""[{"property": "sentAt"}]""", "4 0 1 2 3")]
    [InlineData("""[{"property": "hasKeyword", "keyword": "$seen", "isAscending": false}, {"property": "receivedAt"}]""", "0 1 2 3 4")]
    [InlineData(
        """[{"property": "someInThreadHaveKeyword", "keyword": "$flagged", "isAscending": false}, {"property": "receivedAt"}]""",
        "1 3 0 2 4"
    )]
    [InlineData(
        """[{"property": "allInThreadHaveKeyword", "keyword": "$flagged", "isAscending": false}, {"property": "receivedAt"}]""",
        "0 1 2 3 4"
    )]
    public async Task An_order_is(string sort, string expected)
    {
        var (world, ids) = await MailAsync();
        var found = await QueryAsync(world, $$"""{"sort": {{sort}} }""");
        Assert.Equal(expected, string.Join(' ', found.Select(id => ids.IndexOf(id))));
    }

    [Theory]
    [InlineData("\"position\": 1, \"limit\": 2", "3 2", 1)]
    [InlineData("\"position\": -2", "1 0", 3)]
    [InlineData("\"position\": -9, \"limit\": 1", "4", 0)]
    [InlineData("\"position\": 9", "", 5)]
    [InlineData("\"limit\": 0", "", 0)]
    [InlineData("\"anchor\": \"$2\", \"position\": 4", "2 1 0", 2)]
    [InlineData("\"anchor\": \"$2\", \"anchorOffset\": -1, \"limit\": 2", "3 2", 1)]
    [InlineData("\"anchor\": \"$2\", \"anchorOffset\": 9", "", 5)]
    [InlineData("\"collapseThreads\": true", "4 3 2 0", 0)]
    public async Task A_window_of_the_answer_is(string window, string expected, int position)
    {
        var (world, ids) = await MailAsync();
        window = window.Replace("$2", ids[2], StringComparison.Ordinal);
        var response = await world.CallAsync("Email/query", $$"""{"calculateTotal": true, {{window}} }""");
        Assert.Equal(expected, string.Join(' ', Ids(response).Select(id => ids.IndexOf(id))));
        Assert.Equal(position, response.GetProperty("position").GetInt32());
        Assert.Equal(window.Contains("collapse", StringComparison.Ordinal) ? 4 : 5, response.GetProperty("total").GetInt32());
        Assert.True(response.GetProperty("canCalculateChanges").GetBoolean());
    }

    [Theory]
    [InlineData("""{"filter": {"color": "red"}}""", "unsupportedFilter")]
    [InlineData("""{"filter": {"operator": "XOR", "conditions": []}}""", "unsupportedFilter")]
    [InlineData("""{"filter": {"operator": "AND", "conditions": [], "text": "x"}}""", "invalidArguments")]
    [InlineData("""{"filter": {"operator": "AND"}}""", "invalidArguments")]
    [InlineData("""{"filter": {"text": 1}}""", "invalidArguments")]
    [InlineData("""{"filter": {"text": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21"}}""", "unsupportedFilter")]
    [InlineData("""{"filter": {"before": "yesterday"}}""", "invalidArguments")]
    [InlineData("""{"filter": {"minSize": -1}}""", "invalidArguments")]
    [InlineData("""{"filter": {"header": []}}""", "invalidArguments")]
    [InlineData("""{"filter": []}""", "invalidArguments")]
    [InlineData("""{"sort": [{"property": "color"}]}""", "unsupportedSort")]
    [InlineData("""{"sort": [{"property": "subject", "collation": "i;klingon"}]}""", "unsupportedSort")]
    [InlineData("""{"sort": [{"property": "hasKeyword"}]}""", "invalidArguments")]
    [InlineData("""{"limit": -1}""", "invalidArguments")]
    [InlineData("""{"anchor": "M1"}""", "anchorNotFound")]
    [InlineData("""{"unknown": 1}""", "invalidArguments")]
    public async Task What_is_no_query_is_refused(string arguments, string error)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal(error, await world.ErrorAsync("Email/query", arguments));
    }

    [Fact]
    public async Task A_copy_in_the_same_mailbox_is_found_once()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.DeliverAsync("Subject: x\n\n");
        var inbox = (await world.StateAsync()).Mailbox("INBOX").Id;
        await world.Store.CommitAsync(JmapWorld.Alice, new CopyMessages(inbox, UidSet.All, MailboxTarget.Inbox), CancellationToken.None);
        Assert.Equal([id], await QueryAsync(world, $$"""{"filter": {"inMailbox": "{{await world.MailboxAsync("INBOX")}}"} }"""));
    }

    /// <summary>Messages an hour apart: news that was read and is in two mailboxes; a conversation of 1 and 3; a page; a file.</summary>
    private static async Task<(JmapWorld World, List<string> Ids)> MailAsync()
    {
        var world = await JmapWorld.CreateAsync();
        var ids = new List<string>
        {
            await SendAsync(
                "From: Anna <anna@example.net>\nSubject: News\nX-List: The News\nDate: Mon, 1 Jun 2026 11:59:00 +0000\n\nHello.",
                MessageFlags.Seen
            ),
            await SendAsync(
                "From: bob@example.net\nSubject: Re: Lunch\nMessage-ID: <1@x>\n\nLunch at noon tomorrow?",
                MessageFlags.Flagged
            ),
            await SendAsync(
                "From: =?utf-8?q?M=C3=BCller?= <m@example.net>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nContent-Type: text/html; charset=utf-8\n\n<p style='color:red'>A page</p>",
                MessageFlags.None,
                "Work"
            ),
            await SendAsync(
                "From: Carol <carol@example.net>\nCc: Dave <dave@example.net>\nSubject: Lunch\nReferences: <1@x>\n\nNot tomorrow.",
                MessageFlags.None
            ),
        };
        var inbox = (await world.StateAsync()).Mailbox("INBOX").Id;
        await world.Store.CommitAsync(
            JmapWorld.Alice,
            new CopyMessages(inbox, UidSet.Of(new Uid(uint.Parse(ids[0].AsSpan(1)))), MailboxTarget.Named("Archive")),
            CancellationToken.None
        );
        ids.Add(
            await world.DeliverAsync(
                $"From: dora@example.net\nTo: alice@example.org\nSubject: Pictures\nDate: Fri, 1 May 2026 10:00:00 +0000\nContent-Type: image/png\nContent-Disposition: attachment\n\n{new string('x', 2_000)}",
                "Archive"
            )
        );
        return (world, ids);

        async Task<string> SendAsync(string message, MessageFlags flags, params string[] keywords)
        {
            var id = await world.DeliverAsync("To: Alice <alice@example.org>\n" + message, "INBOX", flags, keywords);
            world.Time.Advance(TimeSpan.FromHours(1));
            return id;
        }
    }

    private static async Task<string> WithIdsAsync(JmapWorld world, string filter) =>
        filter
            .Replace("$INBOX", await world.MailboxAsync("INBOX"), StringComparison.Ordinal)
            .Replace("$Archive", await world.MailboxAsync("Archive"), StringComparison.Ordinal);

    private static async Task<List<string>> QueryAsync(JmapWorld world, string arguments) =>
        Ids(await world.CallAsync("Email/query", arguments));

    private static List<string> Ids(JsonElement response) =>
        [.. response.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];
}
