using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using MailCloud.Functions.Hosting;
using MailCloud.Functions.Local;
using MailCloud.Functions.Tests.MiniHost;
using MailCloud.Jmap;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Search;
using MailCloud.Mail.Settings;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;
using MailCloud.Search;
using MailCloud.Spam;
using MailCloud.Storage;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Functions.Tests.Local;

/// <summary>The service's own functions in this process, as <c>mailcloud up</c> runs them.</summary>
public sealed class LocalFunctionsTests : IAsyncLifetime
{
    private const string Domain = "example.test";

    private static readonly AccountId Ann = new($"ann@{Domain}");

    private AzuriteServer azurite = null!;
    private MailStorage storage = null!;
    private PushSender push = null!;

    private readonly PushService pushService = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteServer.StartAsync();
        var connection = StorageConnection.FromConnectionString(azurite.ConnectionString);
        storage = new MailStorage(connection, TimeProvider.System, NullLoggerFactory.Instance);
        await storage.EnsureCreatedAsync(Cancel);
        await storage.Directory.AddDomainAsync(new Domain(Domain), Cancel);
        await storage.Store.CreateAccountAsync(Ann, Cancel);
        await storage.Directory.AddAsync(new AccountAddress(new Address("ann", Domain), Ann), Cancel);
        push = await PushSetup.OpenAsync(new HttpClient(pushService), storage, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (push is not null)
            await push.WaitAsync();
        await storage.DisposeAsync();
        await azurite.DisposeAsync();
    }

    [Fact]
    public async Task What_the_listener_accepts_arrives()
    {
        await using var functions = Start();
        await AcceptAsync("first", new Address("ann", Domain));
        await AcceptAsync("second", new Address("ann", Domain));
        await ArrivedAsync("first", "second");
    }

    [Fact]
    public async Task An_envelope_too_large_for_the_queue_is_delivered_all_the_same()
    {
        // Their envelope goes beside the pack: 64 KiB is all that a queue takes.
        await storage.Directory.AddAsync(new AliasAddress(new Address("*", Domain), [new Address("ann", Domain)]), Cancel);
        var many = Enumerable
            .Range(0, 800)
            .Select(n => new Address(n.ToString("D3", CultureInfo.InvariantCulture) + new string('x', 60), Domain));
        await using var functions = Start();
        await AcceptAsync("to many", [.. many]);
        await ArrivedAsync("to many");
    }

    [Fact]
    public async Task What_is_no_batch_ends_as_poison_and_holds_up_nothing()
    {
        await storage.Queue(QueueNames.Deliver).SendAsync("no batch", TimeSpan.Zero, Cancel);
        await using var functions = Start();
        await AcceptAsync("good", new Address("ann", Domain));

        await ArrivedAsync("good");
        var poison = storage.Queue(QueueNames.Deliver + QueueNames.Poison);
        await Eventually.AsyncTrue(
            async () => (await poison.ReceiveAsync(1, TimeSpan.FromMinutes(5), Cancel)) is [{ Text: "no batch" }],
            "the poison"
        );
    }

    [Fact]
    public async Task What_arrived_is_indexed_when_somebody_asks_for_it()
    {
        await using var functions = Start();
        await AcceptAsync("first", new Address("ann", Domain));
        await ArrivedAsync("first");
        var index = new TextIndex(storage.Indexes, storage.IndexRequests, TimeProvider.System, NullLogger<TextIndex>.Instance);

        await index.RequestUpdateAsync(Ann, Cancel);

        var state = await storage.Store.ReadAsync(Ann, StateDepth.Messages, Cancel);
        var email = state!.Messages(state.Directory.Find(MailboxRole.Inbox)!.Id)[0].EmailId;
        await Eventually.AsyncTrue(
            async () => (await index.FindAsync(Ann, [new TextQuery("hello", TextPlaces.Body)], Cancel))[email, 0] == TextVerdict.Yes,
            "the message in the index"
        );
    }

    [Fact]
    public async Task What_waits_in_queue_submit_leaves_when_it_is_time_unless_it_is_called_back()
    {
        var (id, held) = await HoldAsync(TimeSpan.FromSeconds(2));
        await HoldAsync(TimeSpan.FromSeconds(2));
        var canceled = held with { Phase = SubmissionPhase.Canceled };
        Assert.NotNull(await storage.Objects.TryCommitAsync(Ann, Submission.Kind, [new ObjectWrite(id, canceled.ToBody())], Cancel));
        await using var functions = Start();

        await ArrivedAsync("held");

        await Eventually.AsyncTrue(async () => await storage.Queue(QueueNames.Submit).CountAsync(Cancel) == 0, "the tickets");
        Assert.Single(await InboxAsync());
    }

    [Fact]
    public async Task A_ticket_that_was_set_aside_comes_back()
    {
        await HoldAsync(TimeSpan.Zero, aside: true);
        await storage.Queue(QueueNames.Submit + QueueNames.Poison).SendAsync("no ticket", TimeSpan.Zero, Cancel);
        await using var functions = Start();

        Assert.Equal(1, await storage.Submissions.ReviveAsync(Cancel));

        await ArrivedAsync("held");
    }

    [Fact]
    public async Task A_client_that_is_away_is_told_what_arrived()
    {
        var server = WebSetup.ServerOf(
            new SettingReader(_ => null),
            storage,
            NoWayOut,
            push,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await CallAsync(
            server,
            """{"create": {"a": {"deviceClientId": "d", "url": "https://push.example.net/ann", "types": ["EmailDelivery"]} } }"""
        );
        var code = Assert.Single(pushService.Taken);
        var (id, secret) = (code.GetProperty("pushSubscriptionId").GetString(), code.GetProperty("verificationCode").GetString());
        await CallAsync(server, $$"""{"update": {"{{id}}": {"verificationCode": "{{secret}}"} } }""");
        await using var functions = Start();

        await AcceptAsync("first", new Address("ann", Domain));

        await Eventually.AsyncTrue(
            () =>
                Task.FromResult(pushService.Taken.Any(message => message.GetRawText().Contains("EmailDelivery", StringComparison.Ordinal))),
            "the push"
        );
    }

    private static async Task CallAsync(JmapServer server, string arguments)
    {
        using var written = new MemoryStream();
        var response = PipeWriter.Create(written, new StreamPipeWriterOptions(leaveOpen: true));
        var request = $$"""{"using": ["urn:ietf:params:jmap:core"], "methodCalls": [["PushSubscription/set", {{arguments}}, "0"]]}""";
        await server.RunAsync(Ann, Encoding.UTF8.GetBytes(request), response, Cancel);
        await response.CompleteAsync();
        Assert.Contains("\"PushSubscription/set\"", Encoding.UTF8.GetString(written.ToArray()), StringComparison.Ordinal);
    }

    /// <summary>A push service that takes everything.</summary>
    private sealed class PushService : HttpMessageHandler
    {
        private readonly ConcurrentQueue<JsonElement> taken = new();

        public IReadOnlyCollection<JsonElement> Taken => taken;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            taken.Enqueue(JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            return new HttpResponseMessage(HttpStatusCode.Created);
        }
    }

    /// <summary>A message of Ann to herself that is to leave after a while.</summary>
    private async Task<(string Id, Submission Submission)> HoldAsync(TimeSpan wait, bool aside = false)
    {
        await using var writer = storage.Store.BeginMessage();
        await writer.WriteAsync("Subject: held\r\n\r\nHello.\r\n"u8.ToArray(), Cancel);
        var content = await writer.CompleteAsync(default, Cancel);
        var (id, now) = ($"s{Guid.NewGuid():N}", TimeProvider.System.GetUtcNow());
        var submission = new Submission
        {
            MailFrom = Ann.Value,
            RcptTo = [Ann.Value],
            SendAt = now + wait,
            Pack = content.Pack.Value,
            Offset = content.Offset,
            Length = content.Length,
        };
        var ticket = new SubmissionTicket(Ann, id, now);
        await storage.Submissions.EnqueueAsync(ticket, wait, Cancel);
        if (aside)
        {
            var queue = storage.Queue(QueueNames.Submit);
            var item = Assert.Single(await queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), Cancel));
            await storage.Queue(QueueNames.Submit + QueueNames.Poison).SendAsync(item.Text, TimeSpan.Zero, Cancel);
            await queue.DeleteAsync(item, Cancel);
        }
        Assert.NotNull(await storage.Objects.TryCommitAsync(Ann, Submission.Kind, [new ObjectWrite(id, submission.ToBody())], Cancel));
        return (id, submission);
    }

    private LocalFunctions Start()
    {
        var files = FunctionFiles.OfThisProgram();
        var queues = files.Host.Extensions.Queues with { VisibilityTimeout = TimeSpan.Zero };
        files = files with { Host = files.Host with { Extensions = files.Host.Extensions with { Queues = queues } } };
        var registry = FunctionRegistry
            .Create(storage, files.Host, NoWayOut, push, new SpamSettings(), TimeProvider.System, NullLoggerFactory.Instance)
            .Add(renewal: null);
        return LocalFunctions.Start(files, registry, storage, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static OutboundSetup NoWayOut => OutboundSetup.Closed("mail.example.test", new Outbound.Queue.QueueSettings());

    private async Task AcceptAsync(string subject, params ImmutableArray<Address> recipients)
    {
        await using var writer = storage.Spool.BeginMessage();
        await writer.WriteAsync(Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nHello.\r\n"), Cancel);
        await writer.CompleteAsync(default, new SmtpEnvelope(ReversePath: null, [.. recipients]), Cancel);
    }

    private async Task ArrivedAsync(params string[] subjects)
    {
        await Eventually.AsyncTrue(async () => (await InboxAsync()).Count == subjects.Length, $"{subjects.Length} messages");
        // Messages of different packs are delivered side by side: which comes first is nobody's promise.
        Assert.Equal(subjects.Order(StringComparer.Ordinal), (await InboxAsync()).Order(StringComparer.Ordinal));
    }

    private async Task<List<string?>> InboxAsync()
    {
        var state = await storage.Store.ReadAsync(Ann, StateDepth.Messages, Cancel);
        var subjects = new List<string?>();
        foreach (var stretch in state!.Messages(state.Directory.Find(MailboxRole.Inbox)!.Id).Stretches)
        foreach (var message in stretch.ToArray())
            subjects.Add((await message.Summary.ReadAsync(Cancel)).Envelope.Subject);
        return subjects;
    }
}
