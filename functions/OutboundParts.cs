using MailCloud.Mail.Delivery;
using MailCloud.Outbound;
using MailCloud.Outbound.Notifications;
using MailCloud.Outbound.Queue;
using MailCloud.Storage;

namespace MailCloud.Functions;

/// <summary>The parts that send mail out and report on it.</summary>
internal sealed class OutboundParts
{
    public OutboundParts(MailStorage storage, OutboundSetup setup, TimeProvider time, ILoggerFactory logs)
    {
        var reports = new ReportSender(
            storage.Store,
            storage.Spool,
            new ReportWriter(setup.HostName, time),
            logs.CreateLogger<ReportSender>()
        );
        Mail = new OutboundQueue(storage.Outgoing, setup.Transport, reports, time) { ReturnPaths = setup.ReturnPaths };
        Agent = new SendAgent(
            storage.Outgoing,
            setup.Transport ?? (ITransport)new ClosedTransport(),
            new Departure(storage.Store, setup.Identity),
            reports,
            new RetrySchedule(setup.Queue),
            time,
            logs.CreateLogger<SendAgent>()
        );
        Sweep = new QueueSweep(storage.Outgoing, setup.Queue, time, logs.CreateLogger<QueueSweep>());
    }

    public IOutgoingMail Mail { get; }

    public SendAgent Agent { get; }

    public QueueSweep Sweep { get; }
}
