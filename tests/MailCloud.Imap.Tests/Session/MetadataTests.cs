using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Session;

/// <summary>What a transcript would be too long for: the limits of annotations (RFC 5464 §4.3).</summary>
public class MetadataTests
{
    [Fact]
    public async Task A_value_that_is_too_long_is_refused_and_the_limit_is_told()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.OpenInboxAsync();
        var longest = new string('x', Annotations.MaxValue);

        var refused = await ImapWorld.RunAsync(
            client,
            $"SETMETADATA INBOX (/private/a \"x\" /private/b {{{longest.Length + 1}+}}\r\n{longest}x)"
        );
        var kept = await ImapWorld.RunAsync(client, $"SETMETADATA INBOX (/private/b {{{longest.Length}+}}\r\n{longest})");

        Assert.StartsWith($"T NO [METADATA MAXSIZE {Annotations.MaxValue}] ", Assert.Single(refused));
        Assert.Equal(["T OK Done"], kept);
        Assert.Equal(
            ["* METADATA \"INBOX\" (/private/a NIL)", $"T OK [METADATA LONGENTRIES {longest.Length}] Done"],
            await ImapWorld.RunAsync(client, "GETMETADATA (MAXSIZE 1024) INBOX (/private/a /private/b)")
        );
    }

    [Fact]
    public async Task A_mailbox_has_so_many_entries_and_no_more()
    {
        await using var world = await ImapWorld.NewAsync();
        var client = await world.OpenInboxAsync();
        var entries = string.Join(' ', Enumerable.Range(0, Annotations.MaxEntries).Select(n => $"/private/{n} \"x\""));

        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, $"SETMETADATA INBOX ({entries})"));
        Assert.StartsWith(
            "T NO [METADATA TOOMANY] ",
            Assert.Single(await ImapWorld.RunAsync(client, "SETMETADATA INBOX (/private/more \"x\")"))
        );
        Assert.Equal(["T OK Done"], await ImapWorld.RunAsync(client, "SETMETADATA INBOX (/private/0 NIL /private/more \"x\")"));
    }
}
