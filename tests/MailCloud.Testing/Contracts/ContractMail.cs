using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Testing.Contracts;

/// <summary>Short forms of what the contract tests do with a store again and again.</summary>
public static class ContractMail
{
    /// <summary>Stores bytes as a message.</summary>
    public static async Task<MessageReference> StoreAsync(this IMailStore store, string text, string prefix = "")
    {
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);
        return await writer.CompleteAsync(Encoding.UTF8.GetBytes(prefix), CancellationToken.None);
    }

    /// <summary>A small message in a pack, ready to be appended.</summary>
    public static async Task<NewMessage> NewMessageAsync(
        this IMailStore store,
        string subject = "Hello",
        MessageFlags flags = MessageFlags.None,
        params string[] keywords
    )
    {
        var text = $"From: alice@example.org\r\nSubject: {subject}\r\n\r\nThe text of {subject}.\r\n";
        return MessageAt(await store.StoreAsync(text), text, flags, keywords);
    }

    /// <summary>A message whose bytes are said to be at that place.</summary>
    public static NewMessage MessageAt(
        MessageReference place,
        string text = "Subject: Hello\r\n\r\n",
        MessageFlags flags = MessageFlags.None,
        params string[] keywords
    )
    {
        var summary = MessageParser.Parse(Encoding.UTF8.GetBytes(text), "test");
        return new NewMessage(place, flags, [.. keywords], 1_700_000_000, summary.ThreadId, new ParsedSummary(summary));
    }

    /// <summary>A place in no pack: enough where nobody reads the bytes.</summary>
    public static MessageReference Nowhere(int length = 100) => new(new PackId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), 0, length);

    /// <summary>Commits what must not be refused.</summary>
    public static async Task<CommitResult> DoAsync(this IMailStore store, AccountId account, MailChange change)
    {
        var result = await store.CommitAsync(account, change, CancellationToken.None);
        Xunit.Assert.Null(result.Refusal);
        return result;
    }

    /// <summary>The reason why the change is refused.</summary>
    public static async Task<RefusalReason?> RefusedAsync(this IMailStore store, AccountId account, MailChange change)
    {
        var result = await store.CommitAsync(account, change, CancellationToken.None);
        Xunit.Assert.Empty(result.Events);
        return result.Refusal?.Reason;
    }

    /// <summary>Appends small messages to the mailbox; their UIDs.</summary>
    public static async Task<UidSet> AppendAsync(this IMailStore store, AccountId account, string mailbox, int count = 1)
    {
        var messages = Enumerable.Range(0, count).Select(n => MessageAt(Nowhere(100 + n), $"Subject: message {n}\r\n\r\n"));
        var result = await store.DoAsync(account, new AppendMessages(MailboxTarget.Named(mailbox), [.. messages]));
        return UidSet.Of(result.Events.Select(logged => new UidRange(new Uid((uint)logged.First.Value), new Uid((uint)logged.Last.Value))));
    }

    /// <summary>The account with its messages; it must exist.</summary>
    public static async Task<AccountState> ReadAsync(this IMailStore store, AccountId account) =>
        await store.ReadAsync(account, StateDepth.Messages, CancellationToken.None)
        ?? throw new InvalidOperationException($"There is no account {account}.");

    public static MailboxEntry Mailbox(this AccountState state, string name) =>
        state.Directory.Find(name) ?? throw new InvalidOperationException($"There is no mailbox {name}.");

    public static MailboxState In(this AccountState state, string name) => state.Messages(state.Mailbox(name).Id);

    public static IReadOnlyList<MessageRecord> All(this MailboxState mailbox) =>
        [.. mailbox.Stretches.SelectMany(stretch => stretch.ToArray())];

    /// <summary>A range of a message's bytes as the store gives them; octets as characters.</summary>
    public static async Task<string> ReadBytesAsync(this IMailStore store, MessageReference message, long offset, long length)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await store.CopyContentAsync(message, offset, length, pipe.Writer, CancellationToken.None);
        await pipe.Writer.CompleteAsync();
        var read = await pipe.Reader.ReadAtLeastAsync(int.MaxValue);
        return Encoding.Latin1.GetString(read.Buffer.ToArray());
    }

    public static Task<string> ReadBytesAsync(this IMailStore store, MessageReference message) =>
        store.ReadBytesAsync(message, 0, message.Length);
}
