using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.Imap;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Imap.Sort;
using MailCloud.Imap.Threads;
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

/// <summary>SORT and THREAD of a mailbox of 100,000 messages in conversations of ten; times are of the whole mailbox, without reading summaries.</summary>
[InProcess]
[MemoryDiagnoser]
public class SortMailbox : IDisposable
{
    private const int Messages = 100_000;
    private const int Conversation = 10;

    private static readonly AccountId Account = new("alice@example.com");

    private ImapSession session = null!;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        var store = new MemoryMailStore(TimeProvider.System);
        await store.CreateAccountAsync(Account, CancellationToken.None);
        var content = new MessageReference(PackId.New(TimeProvider.System), 0, 1000);
        var messages = Enumerable.Range(0, Messages).Select(number => MessageOf(number, content));
        await store.CommitAsync(Account, new AppendMessages(MailboxTarget.Inbox, [.. messages]), CancellationToken.None);
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

    [Benchmark(Baseline = true)]
    public ValueTask ByArrival() => SortAsync(" (REVERSE ARRIVAL) UTF-8 ALL");

    [Benchmark]
    public ValueTask ByDate() => SortAsync(" (REVERSE DATE) UTF-8 ALL");

    [Benchmark]
    public ValueTask BySubjectAndDate() => SortAsync(" (SUBJECT DATE) UTF-8 ALL");

    [Benchmark]
    public async ValueTask ByReferences()
    {
        var reader = new ImapReader(" REFERENCES UTF-8 ALL"u8);
        var command = ThreadCommand.Parse(ref reader);
        await ThreadCommand.ExecuteAsync(command, session, CancellationToken.None);
    }

    private async ValueTask SortAsync(string arguments)
    {
        var reader = new ImapReader(Encoding.ASCII.GetBytes(arguments));
        var command = SortCommand.Parse(ref reader);
        await SortCommand.ExecuteAsync(command, session, CancellationToken.None);
    }

    /// <summary>Message n answers message n - 1, unless it begins a conversation.</summary>
    private static NewMessage MessageOf(int number, MessageReference content)
    {
        var first = number - number % Conversation;
        var header = $"""
            From: Alice <alice{number % 97}@example.com>
            Subject: {(number > first ? "Re: " : "")}[list] Conversation {(first * 7919L) % Messages}
            Date: {DateTimeOffset.UnixEpoch.AddMinutes((number * 104_729L) % 10_000_000):R}
            Message-ID: <{number}@example.com>
            References: {string.Join(' ', Enumerable.Range(first, number - first).Select(earlier => $"<{earlier}@example.com>"))}

            """;
        var summary = MessageParser.Parse(Encoding.ASCII.GetBytes(header), $"{number}");
        return new NewMessage(content, MessageFlags.None, [], 1_767_225_600 + number, summary.ThreadId, new ParsedSummary(summary));
    }
}
