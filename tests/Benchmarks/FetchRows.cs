using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Benchmarks;

/// <summary>Answering FETCH for a mailbox of 10,000 messages that is in memory; times and octets are of one row.</summary>
[InProcess]
[MemoryDiagnoser]
public class FetchRows : IDisposable
{
    private const int Messages = 10_000;

    private ImapSession session = null!;

    [GlobalSetup]
    public async Task OpenAsync() => session = await OpenInbox.WithAsync(MessagesAsync);

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

    private static async Task<IEnumerable<NewMessage>> MessagesAsync(MemoryMailStore store)
    {
        var bytes = "From: Alice <alice@example.com>\r\nTo: Bob <bob@example.com>\r\nSubject: hello\r\n\r\nHello, Bob.\r\n"u8.ToArray();
        await using var writer = store.BeginMessage();
        await writer.WriteAsync(bytes, CancellationToken.None);
        var content = await writer.CompleteAsync(ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        var summary = MessageParser.Parse(bytes, $"{content}");
        var message = new NewMessage(content, MessageFlags.Seen, ["$Label1"], 1_767_225_600, summary.ThreadId, new ParsedSummary(summary));
        return Enumerable.Repeat(message, Messages);
    }
}
