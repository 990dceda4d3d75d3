using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Jmap.Tests.Mailboxes;

/// <summary>Mailbox/get (RFC 8621 §2.1).</summary>
public class MailboxGetTests
{
    [Fact]
    public async Task An_account_has_its_standard_mailboxes()
    {
        var world = await JmapWorld.CreateAsync();
        var response = await world.CallAsync("Mailbox/get", """{"ids": null}""");
        Assert.Equal(world.AccountId, response.GetProperty("accountId").GetString());
        Assert.Equal((await world.StateAsync()).ModSeq.ToString(), response.GetProperty("state").GetString());
        Assert.Empty(response.GetProperty("notFound").EnumerateArray());
        Assert.Equal(
            ["archive", "drafts", "inbox", "junk", "sent", "trash"],
            response.GetProperty("list").EnumerateArray().Select(mailbox => mailbox.GetProperty("role").GetString()).Order()
        );
    }

    [Fact]
    public async Task The_inbox_is_all_that_it_should_be()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.MailboxAsync("INBOX");
        var response = await world.CallAsync("Mailbox/get", $$"""{"ids": ["{{id}}"]}""");
        Assert.Equal(
            $$$"""
            [{"id":"{{{id}}}","isSubscribed":true,"myRights":{"mayReadItems":true,"mayAddItems":true,"mayRemoveItems":true,"maySetSeen":true,"maySetKeywords":true,"mayCreateChild":true,"mayRename":false,"mayDelete":false,"maySubmit":true},"name":"Inbox","parentId":null,"role":"inbox","sortOrder":1,"totalEmails":0,"totalThreads":0,"unreadEmails":0,"unreadThreads":0}]
            """,
            response.GetProperty("list").GetRawText()
        );
    }

    [Fact]
    public async Task Only_the_wanted_properties_come_and_each_id_once()
    {
        var world = await JmapWorld.CreateAsync();
        var id = await world.MailboxAsync("Sent");
        var response = await world.CallAsync("Mailbox/get", $$"""{"ids": ["{{id}}", "F1", "x", "{{id}}", "F1"], "properties": ["name"]}""");
        Assert.Equal($$"""[{"id":"{{id}}","name":"Sent"}]""", response.GetProperty("list").GetRawText());
        Assert.Equal("""["F1","x"]""", response.GetProperty("notFound").GetRawText());
    }

    [Theory]
    [InlineData("""{"ids": null, "properties": ["nothing"]}""", "invalidArguments")]
    [InlineData("""{"ids": "x"}""", "invalidArguments")]
    [InlineData("""{"other": 1}""", "invalidArguments")]
    [InlineData("""{"accountId": null}""", "invalidArguments")]
    [InlineData("""{"accountId": "a"}""", "accountNotFound")]
    public async Task What_cannot_be_asked_is_an_error(string arguments, string error)
    {
        var world = await JmapWorld.CreateAsync();
        Assert.Equal(error, await world.ErrorAsync("Mailbox/get", arguments));
    }

    [Fact]
    public async Task Too_many_ids_are_too_large()
    {
        var world = await JmapWorld.CreateAsync();
        var ids = string.Join(',', Enumerable.Range(0, JmapLimits.MaxObjectsInGet + 1).Select(n => $"\"F{n}\""));
        Assert.Equal("requestTooLarge", await world.ErrorAsync("Mailbox/get", $$"""{"ids": [{{ids}}]}"""));
    }

    [Fact]
    public async Task A_level_that_is_no_mailbox_is_part_of_the_name()
    {
        var world = await JmapWorld.CreateAsync();
        await CommitAsync(world, new CreateMailbox("a/b/c"), new DeleteMailbox("a/b"));
        var (a, c) = (await world.MailboxAsync("a"), await world.MailboxAsync("a/b/c"));
        var response = await world.CallAsync("Mailbox/get", $$"""{"ids": ["{{c}}"], "properties": ["name", "parentId"]}""");
        Assert.Equal($$"""[{"id":"{{c}}","name":"b/c","parentId":"{{a}}"}]""", response.GetProperty("list").GetRawText());
    }

    [Fact]
    public async Task Counts_are_of_Emails_and_conversations_that_can_be_seen()
    {
        var world = await JmapWorld.CreateAsync();
        await world.DeliverAsync("Message-ID: <1@x>\n\na");
        await world.DeliverAsync("Message-ID: <2@x>\nReferences: <1@x>\n\na", flags: MessageFlags.Seen);
        await world.DeliverAsync("Message-ID: <3@x>\nReferences: <1@x>\n\na");
        await world.DeliverAsync("Message-ID: <4@x>\n\na", flags: MessageFlags.Draft);
        await world.DeliverAsync("Message-ID: <5@x>\n\na", flags: MessageFlags.Deleted);
        Assert.Equal((4, 2, 2, 1), await CountsAsync(world, "INBOX"));
    }

    [Fact]
    public async Task An_Email_is_read_where_all_of_its_copies_are()
    {
        var world = await JmapWorld.CreateAsync();
        await world.DeliverAsync("Message-ID: <1@x>\n\na", flags: MessageFlags.Seen);
        var state = await world.StateAsync();
        var inbox = state.Directory.Find("INBOX")!;
        await CommitAsync(
            world,
            new CopyMessages(inbox.Id, UidSet.All, MailboxTarget.Named("Archive")),
            new CopyMessages(inbox.Id, UidSet.All, MailboxTarget.Named("INBOX")),
            new ChangeFlags(state.Directory.Find("Archive")!.Id, UidSet.All, FlagChange.Remove(MessageFlags.Seen))
        );
        Assert.Equal((1, 1, 1, 1), await CountsAsync(world, "INBOX"));
        Assert.Equal((1, 1, 1, 1), await CountsAsync(world, "Archive"));
    }

    internal static async Task CommitAsync(JmapWorld world, params MailChange[] changes)
    {
        foreach (var change in changes)
            Assert.Null((await world.Store.CommitAsync(JmapWorld.Alice, change, CancellationToken.None)).Refusal);
    }

    private static async Task<(int Emails, int Unread, int Threads, int UnreadThreads)> CountsAsync(JmapWorld world, string name)
    {
        var response = await world.CallAsync("Mailbox/get", $$"""{"ids": ["{{await world.MailboxAsync(name)}}"]}""");
        var mailbox = response.GetProperty("list")[0];
        return (
            mailbox.GetProperty("totalEmails").GetInt32(),
            mailbox.GetProperty("unreadEmails").GetInt32(),
            mailbox.GetProperty("totalThreads").GetInt32(),
            mailbox.GetProperty("unreadThreads").GetInt32()
        );
    }
}
