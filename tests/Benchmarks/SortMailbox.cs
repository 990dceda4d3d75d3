using System.Text;
using BenchmarkDotNet.Attributes;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Imap.Sort;
using MailCloud.Imap.Threads;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Benchmarks;

/// <summary>SORT and THREAD of a mailbox of 100,000 messages in conversations of ten; times are of the whole mailbox, without reading summaries.</summary>
[InProcess]
[MemoryDiagnoser]
public class SortMailbox : IDisposable
{
    private const int Messages = 100_000;
    private const int Conversation = 10;

    private ImapSession session = null!;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        var content = new MessageReference(PackId.New(TimeProvider.System), 0, 1000);
        session = await OpenInbox.WithAsync(_ =>
            Task.FromResult(Enumerable.Range(0, Messages).Select(number => MessageOf(number, content)))
        );
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
