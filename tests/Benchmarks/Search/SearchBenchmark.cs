using System.Diagnostics;
using System.Globalization;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using MailCloud.Search;
using MailCloud.Search.Building;
using MailCloud.Search.Segments;
using MailCloud.Storage;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Benchmarks.Search;

/// <summary>
/// How long it takes to index a mailbox of synthetic mail and to search it. Messages are in memory, the index is in Azurite; cold is a process that has just
/// started, warm one that asked the same before.
/// </summary>
internal static class SearchBenchmark
{
    private static readonly AccountId Ann = new("ann@example.com");

    public static async Task RunAsync(string[] arguments)
    {
        var count = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 100_000;
        await using var azurite = await AzuriteServer.StartAsync();
        await using var storage = new MailStorage(
            StorageConnection.FromConnectionString(azurite.ConnectionString),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await storage.EnsureCreatedAsync(default);
        var (mail, synthetic) = (new MemoryMailStore(TimeProvider.System), new SyntheticMail(seed: 3));
        await mail.CreateAccountAsync(Ann, default);
        var octets = await FillAsync(mail, synthetic, count);
        Console.WriteLine($"{count:N0} messages, {octets / 1048576.0:N0} MiB");

        await BuildAsync(mail, storage.Indexes, count);
        var emails = await EmailsAsync(mail);
        Console.WriteLine($"{"text", -28} {"found", 8} {"looked up", 10} {"cold ms", 8} {"warm ms", 8} {"of the processor", 16}");
        foreach (var (name, wanted) in Texts(synthetic))
            await MeasureAsync(storage.Indexes, emails, name, wanted);
        await MeasureMemoryAsync(storage.Indexes, emails, synthetic);
    }

    private static async Task<long> FillAsync(MemoryMailStore mail, SyntheticMail synthetic, int count)
    {
        long octets = 0;
        foreach (var numbers in Enumerable.Range(0, count).Chunk(1_000))
        {
            var messages = new List<NewMessage>();
            foreach (var number in numbers)
            {
                await using var appender = new MessageAppender(mail, Ann);
                await appender.WriteAsync(synthetic.Next(number), default);
                octets += appender.Length;
                messages.Add(await appender.CompleteAsync(MessageFlags.None, [], DateTimeOffset.UnixEpoch, default));
            }
            await mail.CommitAsync(Ann, new AppendMessages(MailboxTarget.Inbox, [.. messages]), default);
        }
        return octets;
    }

    private static async Task BuildAsync(MemoryMailStore mail, IIndexStore indexes, int count)
    {
        var requests = new CountedRequests();
        var watch = Stopwatch.StartNew();
        var builder = new IndexBuilder(mail, indexes, requests, TimeProvider.System, NullLogger<IndexBuilder>.Instance);
        do await builder.RunAsync(new IndexRequest(Ann), default);
        while (requests.TryTake());
        var manifest = await Manifest.ReadAsync(indexes, Ann, default);
        Console.WriteLine(
            $"built in {watch.Elapsed.TotalSeconds:N1} s ({watch.Elapsed.TotalMilliseconds * 1000 / count:N0} ms per 1,000 messages, merges included); "
                + $"{manifest.Segments.Length} segments, {manifest.Segments.Sum(segment => (long)segment.Octets) / 1048576.0:N1} MiB"
        );
        foreach (var info in manifest.Segments)
        {
            var directory = (await Segment.OpenAsync(indexes, Ann, info, new PieceCache(0), default)).Directory;
            Console.WriteLine(
                $"  {info.Messages:N0} messages: headers {directory.Headers.End / 1048576.0:N1} MiB, bodies {(directory.Bodies.End - directory.Headers.End) / 1048576.0:N1}, postings {(directory.Postings.End - directory.Bodies.End) / 1048576.0:N1}, "
                    + $"terms {directory.TermsOctets / 1048576.0:N1} ({directory.TermsLength / 1048576.0:N1} in memory)"
            );
        }
    }

    private static IEnumerable<(string Name, string Wanted)> Texts(SyntheticMail mail) =>
        [
            ("a very frequent word", mail.Word(5)),
            ("a frequent word", mail.Word(500)),
            ("a rare word", mail.Word(50_000)),
            ("no word", "xyzzyx"),
            ("part of words", mail.Word(20_000)[1..5]),
            ("two letters", "qu"),
            ("one letter", "e"),
            ("two frequent words", $"{mail.Word(3)} {mail.Word(8)}"),
            ("two rare words", $"{mail.Word(5_000)} {mail.Word(9_000)}"),
            ("a frequent Chinese letter", mail.Chinese(0)[..1]),
            ("a Chinese word of two", mail.Chinese(300)[..2]),
            ("two Chinese words", mail.Chinese(2) + mail.Chinese(5)),
            ("a Chinese phrase", mail.Chinese(20) + mail.Chinese(70) + mail.Chinese(4)),
            ("part of a code", "Qx7b"),
            ("signs", "): "),
        ];

    private static async Task MeasureAsync(IIndexStore indexes, List<EmailId> emails, string name, string wanted)
    {
        double cold = double.MaxValue,
            warm = double.MaxValue,
            processor = double.MaxValue;
        var (found, looked) = (0, 0);
        for (var round = 0; round < 3; round++)
        {
            var index = NewIndex(indexes);
            var watch = Stopwatch.StartNew();
            (found, looked) = await SearchAsync(index, emails, wanted);
            cold = Math.Min(cold, watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            var used = Environment.CpuUsage.TotalTime;
            await SearchAsync(index, emails, wanted);
            warm = Math.Min(warm, watch.Elapsed.TotalMilliseconds);
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }
        Console.WriteLine($"{name, -28} {found, 8:N0} {looked, 10:N0} {cold, 8:N0} {warm, 8:N0} {processor, 16:N0}");
    }

    private static async Task<(int Found, int LookedUp)> SearchAsync(TextIndex index, List<EmailId> emails, string wanted)
    {
        var answers = await index.FindAsync(Ann, [new TextQuery(wanted, TextPlaces.All)], default);
        var open = emails.Where(email => answers[email, 0] == TextVerdict.Maybe).ToList();
        await answers.DecideAsync(open, default);
        var unknown = emails.Count(email => answers[email, 0] is TextVerdict.Unknown or TextVerdict.Maybe);
        if (unknown > 0)
            throw new InvalidOperationException($"The index does not know {unknown} messages.");
        return (emails.Count(email => answers[email, 0] == TextVerdict.Yes), open.Count);
    }

    private static async Task MeasureMemoryAsync(IIndexStore indexes, List<EmailId> emails, SyntheticMail mail)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = NewIndex(indexes);
        await SearchAsync(index, emails, mail.Word(500));
        Console.WriteLine($"kept in memory after one search: {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0:N1} MiB");
        foreach (var (_, wanted) in Texts(mail))
            await SearchAsync(index, emails, wanted);
        Console.WriteLine($"after all: {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0:N1} MiB");
        GC.KeepAlive(index);
    }

    private static TextIndex NewIndex(IIndexStore indexes) =>
        new(indexes, new CountedRequests(), TimeProvider.System, NullLogger<TextIndex>.Instance);

    private static async Task<List<EmailId>> EmailsAsync(MemoryMailStore mail)
    {
        var state = await mail.ReadAsync(Ann, StateDepth.Messages, default);
        var inbox = state!.Messages(state.Directory.Find(MailboxRole.Inbox)!.Id);
        return [.. Enumerable.Range(0, inbox.Count).Select(index => inbox[index].EmailId)];
    }

    private sealed class CountedRequests : IIndexQueue
    {
        private int due;

        public bool TryTake() => due-- > 0;

        public ValueTask EnqueueAsync(IndexRequest request, TimeSpan delay, CancellationToken cancellationToken)
        {
            due += delay == TimeSpan.Zero ? 1 : 0;
            return ValueTask.CompletedTask;
        }
    }
}
