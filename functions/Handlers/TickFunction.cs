using MailCloud.Functions.Hosting;
using MailCloud.Outbound.Queue;
using MailCloud.Outbound.Security.Reporting;
using MailCloud.Storage;

namespace MailCloud.Functions.Handlers;

/// <summary>
/// Function Tick, every few minutes: clears away what only mattered for a moment, looks after outgoing mail, and tells other domains of yesterday's TLS.
/// </summary>
internal sealed class TickFunction(MailStorage storage, QueueSweep sweep, TlsReporter? tlsReports, TimeProvider time)
{
    /// <summary>Listeners look for announcements every second; these are of use to nobody any more.</summary>
    private static readonly TimeSpan AnnouncementLife = TimeSpan.FromMinutes(10);

    public async Task RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await storage.PruneBeaconAsync(now - AnnouncementLife, cancellationToken);
        await storage.Greylist.PruneAsync(now, cancellationToken);
        await sweep.RunAsync(cancellationToken);
        if (tlsReports is not null)
            await tlsReports.SendDueAsync(cancellationToken);
    }
}
