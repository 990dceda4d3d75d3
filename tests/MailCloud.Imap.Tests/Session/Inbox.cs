using System.Collections.Immutable;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Testing.Connections;

namespace MailCloud.Imap.Tests.Session;

/// <summary>A message to put into a mailbox.</summary>
internal sealed record NewMail(byte[] Octets, MessageFlags Flags = MessageFlags.None, DateTimeOffset? InternalDate = null)
{
    public ImmutableArray<string> Keywords { get; init; } = [];
}

/// <summary>Fills INBOX, and asks for what is in it.</summary>
internal static class Inbox
{
    /// <summary>Puts the messages into INBOX in one commit: the UID of each is one more than the last one's.</summary>
    public static async Task AppendAsync(this ImapWorld world, params IEnumerable<NewMail> messages)
    {
        var added = new List<NewMessage>();
        foreach (var mail in messages)
        {
            await using var writer = world.Memory.BeginMessage();
            await writer.WriteAsync(mail.Octets, default);
            var content = await writer.CompleteAsync(default, default);
            var summary = MessageParser.Parse(mail.Octets, DeliveryKey.For(content).Value);
            var received = mail.InternalDate ?? world.Time.GetUtcNow();
            added.Add(
                new NewMessage(
                    content,
                    mail.Flags,
                    mail.Keywords,
                    received.ToUnixTimeSeconds(),
                    summary.ThreadId,
                    new ParsedSummary(summary)
                )
            );
        }
        var result = await world.Memory.CommitAsync(ImapWorld.Alice, new AppendMessages(MailboxTarget.Named("INBOX"), [.. added]), default);
        Assert.Null(result.Refusal);
    }

    /// <summary>Logs in and opens INBOX.</summary>
    public static async Task<PipeClient> OpenInboxAsync(this ImapWorld world)
    {
        var client = await world.LogInAsync();
        Assert.StartsWith("T OK", (await ImapWorld.RunAsync(client, "SELECT INBOX"))[^1], StringComparison.Ordinal);
        return client;
    }

    /// <summary>Opens INBOX, runs the commands, and returns all that the server says to them, octet by octet (ISO 8859-1).</summary>
    public static async Task<string> RunInInboxAsync(this ImapWorld world, params IEnumerable<string> commands)
    {
        var client = await world.OpenInboxAsync();
        await client.SendAsync(string.Concat(commands.Select(command => $"T {command}\r\n")) + "T LOGOUT\r\n");
        return await client.ReadToEndAsync();
    }
}
