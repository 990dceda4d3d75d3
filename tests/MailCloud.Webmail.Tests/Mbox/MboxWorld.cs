using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Webmail.Mbox;

namespace MailCloud.Webmail.Tests.Mbox;

/// <summary>An account in memory, with mbox files going in and out.</summary>
internal sealed class MboxWorld
{
    private readonly AccountId alice = new("alice@example.org");

    private MboxWorld(IMailStore store) => Store = store;

    public IMailStore Store { get; }

    public static async Task<MboxWorld> CreateAsync(Func<IMailStore, IMailStore>? around = null)
    {
        var store = new MemoryMailStore(TimeProvider.System);
        var world = new MboxWorld(around?.Invoke(store) ?? store);
        await store.CreateAccountAsync(world.alice, CancellationToken.None);
        return world;
    }

    public async Task AppendAsync(string mailbox, byte[] message, MessageFlags flags, ImmutableArray<string> keywords, DateTimeOffset date)
    {
        await using var appender = new MessageAppender(Store, alice);
        await appender.WriteAsync(message, CancellationToken.None);
        var appended = await appender.CompleteAsync(flags, keywords, date, CancellationToken.None);
        var result = await Store.CommitAsync(alice, new AppendMessages(MailboxTarget.Named(mailbox), [appended]), CancellationToken.None);
        Assert.Null(result.Refusal);
    }

    public Task<ImportResult> ImportAsync(string mailbox, string mbox, MessageFlags flags = MessageFlags.None) =>
        ImportAsync(mailbox, PipeReader.Create(new MemoryStream(Encoding.Latin1.GetBytes(mbox))), flags);

    public async Task<ImportResult> ImportAsync(string mailbox, PipeReader mbox, MessageFlags flags = MessageFlags.None)
    {
        var id = (await ReadAsync()).Directory.Find(mailbox)!.Id;
        var import = new MboxImport(Store, alice, id, TimeProvider.System) { Flags = flags };
        return await import.RunAsync(mbox, CancellationToken.None);
    }

    public async Task LimitAsync(long messages)
    {
        var result = await Store.CommitAsync(alice, new SetQuota(new Quota(null, messages)), CancellationToken.None);
        Assert.Null(result.Refusal);
    }

    public async Task<byte[]> ExportAsync(string mailbox)
    {
        var file = new MemoryStream();
        var writer = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        await new MboxExport(Store, writer).WriteAsync(await MailboxAsync(mailbox), CancellationToken.None);
        await writer.CompleteAsync();
        return file.ToArray();
    }

    public async Task<IReadOnlyList<StoredMessage>> MessagesAsync(string mailbox)
    {
        var state = await MailboxAsync(mailbox);
        var messages = new List<StoredMessage>();
        for (var i = 0; i < state.Count; i++)
        {
            var record = state[i];
            var octets = await Store.ReadContentAsync(record.Content, new(0, record.Size), CancellationToken.None);
            var keywords = string.Join(' ', state.Keywords.NamesOf(record.Keywords).Order(StringComparer.Ordinal));
            messages.Add(new StoredMessage(Encoding.Latin1.GetString(octets), record.Flags, keywords, record.InternalDate));
        }
        return messages;
    }

    private async Task<MailboxState> MailboxAsync(string mailbox)
    {
        var state = await ReadAsync();
        return state.Messages(state.Directory.Find(mailbox)!.Id);
    }

    private async Task<AccountState> ReadAsync() => (await Store.ReadAsync(alice, StateDepth.Messages, CancellationToken.None))!;
}

internal sealed record StoredMessage(string Text, MessageFlags Flags, string Keywords, DateTimeOffset Date);
