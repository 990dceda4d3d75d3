using System.Collections.Immutable;
using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.Imap;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Authentication;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Protocol;
using MailCloud.Protocol.Sasl;
using MailCloud.Testing.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Benchmarks;

/// <summary>Answering FETCH for a mailbox of 10,000 messages that is in memory; times and octets are of one row.</summary>
[InProcess]
[MemoryDiagnoser]
public class FetchRows : IDisposable
{
    private const int Messages = 10_000;

    private static readonly AccountId Account = new("alice@example.com");

    private ImapSession session = null!;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        var store = new MemoryMailStore(TimeProvider.System);
        await store.CreateAccountAsync(Account, CancellationToken.None);
        await store.CommitAsync(Account, new AppendMessages(MailboxTarget.Inbox, await MessagesAsync(store)), CancellationToken.None);
        var state = await store.ReadAsync(Account, StateDepth.Messages, CancellationToken.None);
        var inbox = state!.Directory.Find(MailboxRole.Inbox)!;

        var mechanisms = new SaslMechanisms(new Authenticator(new MemoryDirectory(), TimeProvider.System));
        var server = new ImapServer(store, mechanisms, TimeProvider.System, NullLogger<ImapServer>.Instance);
        session = new ImapSession(server, new CompressibleConnection(new NullConnection()), CancellationToken.None);
        session.LogIn(Account);
        session.Open(new SelectedMailbox(inbox, state.Messages(inbox.Id), readOnly: false));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        session.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public ValueTask Flags() => FetchAsync(" 1:* FLAGS");

    [Benchmark(OperationsPerInvoke = Messages)]
    public ValueTask UidFlagsSizeDate() => FetchAsync(" 1:* (UID FLAGS RFC822.SIZE INTERNALDATE)");

    [Benchmark(OperationsPerInvoke = Messages)]
    public ValueTask Envelope() => FetchAsync(" 1:* ENVELOPE");

    private async ValueTask FetchAsync(string arguments)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(arguments));
        await FetchCommand.ExecuteAsync(FetchCommand.Parse(ref reader), session, CancellationToken.None);
    }

    private static async Task<ImmutableArray<NewMessage>> MessagesAsync(MemoryMailStore store)
    {
        var bytes = "From: Alice <alice@example.com>\r\nTo: Bob <bob@example.com>\r\nSubject: hello\r\n\r\nHello, Bob.\r\n"u8.ToArray();
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(bytes, CancellationToken.None);
        var content = await writer.CompleteAsync(ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        var summary = MessageParser.Parse(bytes, $"{content}");
        var message = new NewMessage(content, MessageFlags.Seen, ["$Label1"], 1_767_225_600, summary.ThreadId, new ParsedSummary(summary));
        return [.. Enumerable.Repeat(message, Messages)];
    }
}
