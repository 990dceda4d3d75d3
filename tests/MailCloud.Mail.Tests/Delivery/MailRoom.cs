using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Mail.Tests.Delivery;

/// <summary>A small service in memory: one domain with accounts, packs of messages, and an agent that delivers them.</summary>
internal sealed class MailRoom
{
    public const string Domain = "example.test";
    public const long Received = 1_800_000_000;

    public MailRoom(params string[] accounts)
    {
        Store = new InterruptibleStore(new QuotaMailStore(new MemoryMailStore(TimeProvider.System), new QuotaPolicy(Directory)));
        Queue = new RecordingQueue(Store);
        Outgoing = new RecordingOutgoingMail(Store);
        Directory.AddDomainAsync(new Domain(Domain), Cancel).AsTask().Wait(Cancel);
        foreach (var account in accounts)
            AddAccountAsync(account).Wait(Cancel);
    }

    public InterruptibleStore Store { get; }

    public MemoryDirectory Directory { get; } = new();

    public RecordingQueue Queue { get; }

    public RecordingOutgoingMail Outgoing { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public DeliveryAgent Agent => new(Store, Directory, Queue, Outgoing, NullLogger<DeliveryAgent>.Instance);

    public DeliveryAgent AgentWithParser(SummaryReader.Parse parser) =>
        new(Store, Directory, Queue, Outgoing, NullLogger<DeliveryAgent>.Instance)
        {
            Reader = new SummaryReader(Store, NullLogger.Instance) { Parser = parser },
        };

    public static Address At(string localPart) => new(localPart, Domain);

    public static AccountId Account(string localPart) => new($"{localPart}@{Domain}");

    public async Task AddAccountAsync(string localPart)
    {
        await Store.CreateAccountAsync(Account(localPart), Cancel);
        await Directory.AddAsync(new AccountAddress(At(localPart), Account(localPart)), Cancel);
    }

    public async Task AddAliasAsync(string localPart, params ImmutableArray<Address> targets) =>
        await Directory.AddAsync(new AliasAddress(At(localPart), targets), Cancel);

    /// <summary>Accepts messages as one pack. Each is named by its subject.</summary>
    public async Task<DeliveryBatch> AcceptAsync(params (string Subject, Address[] Recipients)[] messages)
    {
        await using var pack = Store.BeginMessage();
        var places = new List<(long Offset, int Length)>();
        foreach (var (subject, _) in messages)
        {
            var bytes = Encoding.ASCII.GetBytes(Text(subject));
            places.Add((pack.Length, bytes.Length));
            await pack.WriteAsync(bytes, Cancel);
        }
        var (id, _, _) = await pack.CompleteAsync(default, Cancel);
        return new DeliveryBatch(
            id,
            [
                .. messages
                    .Zip(places)
                    .Select(pair => new SpooledMessage(
                        new MessageReference(id, pair.Second.Offset, pair.Second.Length),
                        new SmtpEnvelope(new Address("sender", "elsewhere.test"), [.. pair.First.Recipients]),
                        Received
                    )),
            ]
        );
    }

    public static string Text(string subject) =>
        $"Message-ID: <{subject}@elsewhere.test>\r\nSubject: {subject}\r\n\r\nThis is the message called {subject}.\r\n";

    public async Task<MessageRecord[]> InboxAsync(string localPart, MailboxRole mailbox = MailboxRole.Inbox)
    {
        var state = await Store.ReadAsync(Account(localPart), StateDepth.Messages, Cancel);
        var inbox = state!.Messages(state.Directory.Find(mailbox)!.Id);
        return [.. inbox.Stretches.SelectMany(stretch => stretch.ToArray())];
    }

    /// <summary>The subjects of an inbox's messages, in order.</summary>
    public async Task<string[]> SubjectsAsync(string localPart)
    {
        var subjects = new List<string>();
        foreach (var message in await InboxAsync(localPart))
            subjects.Add((await message.Summary.ReadAsync(Cancel)).Envelope.Subject ?? "");
        return [.. subjects];
    }

    public static string Number(int n) => n.ToString("D3", CultureInfo.InvariantCulture);
}

/// <summary>The queue <c>deliver</c> as a list of what was put on it.</summary>
internal sealed class RecordingQueue(InterruptibleStore store) : IDeliveryQueue
{
    public List<(DeliveryBatch Batch, TimeSpan Delay)> Sent { get; } = [];

    public ValueTask EnqueueAsync(DeliveryBatch batch, TimeSpan delay, CancellationToken cancellationToken) =>
        store.Step("enqueue", () => Sent.Add((batch, delay)));
}

/// <summary>Outgoing mail as lists of what was handed over.</summary>
internal sealed class RecordingOutgoingMail(InterruptibleStore store) : IOutgoingMail
{
    public bool IsConfigured { get; set; }

    public IReturnPaths? ReturnPaths { get; set; }

    public List<SpooledMessage> Sent { get; } = [];

    public List<LocalOutcome> Reported { get; } = [];

    public ValueTask SendAsync(SpooledMessage message, CancellationToken cancellationToken) => store.Step("send", () => Sent.Add(message));

    public ValueTask ReportAsync(SpooledMessage message, ImmutableArray<LocalOutcome> outcomes, CancellationToken cancellationToken) =>
        store.Step("report", () => Reported.AddRange(outcomes));
}

/// <summary>A store that counts and names its steps, and that can go down before or after one of them, as if the process had been killed there.</summary>
internal sealed class InterruptibleStore(IMailStore inner) : MailStoreDecorator(inner)
{
    private int left = int.MaxValue;
    private bool losesAnswer;

    public List<string> Steps { get; } = [];

    /// <summary>Refuses this account's commits.</summary>
    public AccountId? Broken { get; set; }

    /// <summary>Does <paramref name="steps"/> more steps, then nothing; the last one is done but its answer lost if <paramref name="answerLost"/>.</summary>
    public void GoDownAfter(int steps, bool answerLost) => (left, losesAnswer) = (steps, answerLost);

    public void Recover() => left = int.MaxValue;

    public async ValueTask Step(string name, Action action) =>
        await Step(
            name,
            () =>
            {
                action();
                return new ValueTask<bool>(true);
            }
        );

    private async ValueTask<T> Step<T>(string name, Func<ValueTask<T>> action)
    {
        int now;
        lock (Steps)
        {
            if (left == 0)
                throw new StoreUnavailableException("The process is dead.");
            Steps.Add(name);
            now = --left;
        }
        var result = await action();
        return now == 0 && losesAnswer ? throw new StoreUnavailableException("The answer is lost.") : result;
    }

    public override ValueTask<CommitResult> CommitAsync(AccountId account, MailChange change, CancellationToken cancellationToken) =>
        account == Broken
            ? throw new InvalidOperationException("This account is broken.")
            : Step($"commit {account}", () => base.CommitAsync(account, change, cancellationToken));

    public override async ValueTask AddReferencesAsync(
        PackId pack,
        IReadOnlyCollection<PackReference> references,
        CancellationToken cancellationToken
    ) =>
        await Step(
            "references",
            async () =>
            {
                await base.AddReferencesAsync(pack, references, cancellationToken);
                return true;
            }
        );

    public override async ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    ) =>
        await Step(
            "read",
            async () =>
            {
                await base.CopyContentAsync(message, offset, length, destination, cancellationToken);
                return true;
            }
        );
}
