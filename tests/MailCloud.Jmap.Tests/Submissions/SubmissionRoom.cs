using MailCloud.Mail.Delivery;
using MailCloud.Mail.Limits;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Jmap.Tests.Submissions;

/// <summary>What users send, as lists of what was put on queues.</summary>
public sealed class SubmissionRoom : IDeliveryQueue, ISubmissionQueue
{
    public SubmissionRoom(IObjectStore objects, TimeProvider time)
    {
        Agent = new SubmissionAgent(objects, this, this, time, NullLogger<SubmissionAgent>.Instance);
        Outlet = new SubmissionOutlet
        {
            HostName = "mail.example.org",
            HasWayOut = true,
            Tickets = this,
            Agent = Agent,
            Limits = new SendingLimits(new SendingRates(MessagesPerHour: 100, RecipientsPerHour: 20, RecipientsPerDay: 0), time),
            MaxRecipients = 10,
            MaxMessageOctets = 20_000,
        };
    }

    public SubmissionAgent Agent { get; }

    public SubmissionOutlet Outlet { get; }

    /// <summary>The messages on the queue <c>deliver</c>.</summary>
    public IList<SpooledMessage> Delivered { get; } = new List<SpooledMessage>();

    public IList<(SubmissionTicket Ticket, TimeSpan Delay)> Tickets { get; } = new List<(SubmissionTicket, TimeSpan)>();

    /// <summary>From now on the queue <c>deliver</c> does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>Lets the tickets come that are there.</summary>
    public async Task RunTicketsAsync()
    {
        var all = Tickets.ToList();
        Tickets.Clear();
        foreach (var (ticket, _) in all)
            await Agent.RunAsync(ticket, CancellationToken.None);
    }

    public ValueTask EnqueueAsync(DeliveryBatch batch, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (IsAway)
            throw new StoreUnavailableException("The queue is away, as the test wants it.");
        foreach (var message in batch.Messages)
            Delivered.Add(message);
        return ValueTask.CompletedTask;
    }

    public ValueTask EnqueueAsync(SubmissionTicket ticket, TimeSpan delay, CancellationToken cancellationToken)
    {
        Tickets.Add((ticket, delay));
        return ValueTask.CompletedTask;
    }
}
