using System.Text;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Delivery;
using MailCloud.Mail.Outgoing;
using MailCloud.Mail.Store;
using MailCloud.Outbound.Notifications;
using MailCloud.Outbound.Queue;
using MailCloud.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace MailCloud.Outbound.Tests.Queue;

/// <summary>The queue of a service in memory, with a clock that a test moves and servers that do what it wants.</summary>
internal sealed class QueueRoom
{
    public static readonly Address Sender = new("alice", "home.example");

    public QueueRoom()
    {
        Reports = new ReportSender(Store, Spool, new ReportWriter("mail.home.example", Time), NullLogger<ReportSender>.Instance);
        Mortal = new MortalOutgoingStore(Outgoing);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public IMailStore Store { get; } = new MemoryMailStore(TimeProvider.System);

    public MemorySpool Spool { get; } = new();

    public MemoryOutgoingStore Outgoing { get; } = new();

    /// <summary>The same, through which a process acts that can be killed.</summary>
    public MortalOutgoingStore Mortal { get; }

    public MemoryTransport Transport { get; init; } = new();

    public QueueSettings Settings { get; init; } = new();

    public ReportSender Reports { get; }

    /// <summary>The reports that were sent.</summary>
    public IEnumerable<MimeMessage> SentReports =>
        Spool.Messages.Select(message => MimeMessage.Load(new MemoryStream([.. message.Prefix, .. message.Content])));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public OutboundQueue Queue => new(Mortal, Transport, Reports, Time);

    public QueueSweep Sweep => new(Outgoing, Settings, Time, NullLogger<QueueSweep>.Instance);

    public SendAgent Agent =>
        new(
            Mortal,
            Transport,
            new Departure(Store, new UnsignedIdentity()),
            Reports,
            new RetrySchedule(Settings, () => 0.5),
            Time,
            NullLogger<SendAgent>.Instance
        );

    /// <summary>A stored message for these recipients.</summary>
    public async Task<SpooledMessage> AcceptAsync(params EnvelopeRecipient[] recipients)
    {
        await using var writer = Store.BeginMessage();
        await writer.WriteAsync(
            Encoding.UTF8.GetBytes("Return-Path: <x@y>\r\nMessage-ID: <one@home.example>\r\nSubject: hello\r\n\r\nBare\nlines\r\n"),
            Cancel
        );
        var content = await writer.CompleteAsync(default, Cancel);
        return new SpooledMessage(content, new SmtpEnvelope(Sender, [.. recipients]), Time.GetUtcNow().ToUnixTimeSeconds());
    }

    /// <summary>Puts a message for these recipients on the queue.</summary>
    public async Task<SpooledMessage> SendAsync(params EnvelopeRecipient[] recipients)
    {
        var message = await AcceptAsync(recipients);
        await Queue.SendAsync(message, Cancel);
        return message;
    }

    /// <summary>Runs what is on the queue, up to <paramref name="most"/> tickets, moving the clock to when each is seen.</summary>
    public async Task RunAsync(int most = int.MaxValue)
    {
        for (; most > 0 && Outgoing.Tickets.TryDequeue(out var next); most--)
        {
            Time.Advance(next.Delay);
            await Agent.RunAsync(next.Ticket, Cancel);
        }
    }

    public async Task<OutgoingGroup[]> GroupsAsync() =>
        [.. await Outgoing.ListAsync(Cancel).Select(stored => stored.Group).ToListAsync(Cancel)];

    /// <summary>The state of every recipient by its local part.</summary>
    public async Task<Dictionary<string, RecipientState>> StatesAsync() =>
        (await GroupsAsync())
            .SelectMany(group => group.Recipients)
            .ToDictionary(recipient => recipient.Recipient.Address.LocalPart, recipient => recipient.State);
}

/// <summary>The process was killed.</summary>
internal sealed class KilledException() : OperationCanceledException("The process is dead.");

/// <summary>A store as a process sees it that is killed before or after one of its steps: from then on it does nothing.</summary>
internal sealed class MortalOutgoingStore(IOutgoingStore inner) : IOutgoingStore
{
    private int left = int.MaxValue;

    /// <summary>Kills the process after so many more writes.</summary>
    public void DieAfter(int writes) => left = writes;

    public void Revive() => left = int.MaxValue;

    public bool IsDead => left <= 0;

    /// <summary>Storage takes no writes.</summary>
    public bool IsAway { get; set; }

    public async ValueTask AddAsync(IReadOnlyCollection<OutgoingGroup> groups, CancellationToken cancellationToken)
    {
        Live();
        await inner.AddAsync(groups, cancellationToken);
    }

    public ValueTask<StoredGroup?> FindAsync(GroupKey key, CancellationToken cancellationToken) =>
        IsDead ? throw new KilledException() : inner.FindAsync(key, cancellationToken);

    public async ValueTask<StoredGroup?> TryReplaceAsync(OutgoingGroup group, string version, CancellationToken cancellationToken)
    {
        Live();
        return await inner.TryReplaceAsync(group, version, cancellationToken);
    }

    public IAsyncEnumerable<StoredGroup> ListAsync(OutgoingId message, CancellationToken cancellationToken) =>
        inner.ListAsync(message, cancellationToken);

    public IAsyncEnumerable<StoredGroup> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public IAsyncEnumerable<StoredGroup> ListDueAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        inner.ListDueAsync(time, cancellationToken);

    public IAsyncEnumerable<StoredGroup> ListDoneAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        inner.ListDoneAsync(time, cancellationToken);

    public ValueTask RemoveAsync(OutgoingId message, CancellationToken cancellationToken) => inner.RemoveAsync(message, cancellationToken);

    public async ValueTask EnqueueAsync(OutgoingTicket ticket, TimeSpan delay, CancellationToken cancellationToken)
    {
        Live();
        await inner.EnqueueAsync(ticket, delay, cancellationToken);
    }

    private void Live()
    {
        if (IsAway)
            throw new StoreUnavailableException("Storage is away.");
        if (left-- <= 0)
            throw new KilledException();
    }
}
