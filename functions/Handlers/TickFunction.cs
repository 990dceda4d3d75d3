using MailCloud.Functions.Hosting;
using MailCloud.Mail.Uploads;
using MailCloud.Outbound.Queue;
using MailCloud.SenderAuthentication.Dkim.Rotation;
using MailCloud.Storage;

namespace MailCloud.Functions.Handlers;

/// <summary>
/// Function Tick, every few minutes: clears away what only mattered for a moment, looks after submissions, outgoing mail and the keys that sign it, and tells other domains of
/// yesterday's TLS.
/// </summary>
internal sealed class TickFunction(
    MailStorage storage,
    QueueSweep sweep,
    OutboundSetup outbound,
    TimeProvider time,
    ILogger<TickFunction> log
)
{
    /// <summary>Listeners look for announcements every second; these are of use to nobody any more.</summary>
    private static readonly TimeSpan AnnouncementLife = TimeSpan.FromMinutes(10);

    /// <summary>Messages are read anew seldom after so long, and are rendered again then.</summary>
    private static readonly TimeSpan RenderedLife = TimeSpan.FromDays(30);

    public async Task RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await LookAtQueuesAsync(cancellationToken);
        await storage.PruneBeaconAsync(now - AnnouncementLife, cancellationToken);
        await storage.Greylist.PruneAsync(now, cancellationToken);
        await storage.Uploads.RemoveOlderAsync(now - IUploadStore.Lifetime, cancellationToken);
        await storage.Rendered.RemoveOlderAsync(now - RenderedLife, cancellationToken);
        await storage.Submissions.ReviveAsync(cancellationToken);
        await sweep.RunAsync(cancellationToken);
        if (outbound.DkimRotation is { } rotation)
            await AdvanceKeysAsync(rotation, cancellationToken);
        if (outbound.TlsReports is { } tlsReports)
            await tlsReports.SendDueAsync(cancellationToken);
    }

    /// <summary>Alarms go by what is recorded and logged here.</summary>
    private async Task LookAtQueuesAsync(CancellationToken cancellationToken)
    {
        foreach (var level in await storage.QueueLevels.ReadAsync(cancellationToken))
            if (level is { IsPoison: true, Messages: > 0 })
                log.LogWarning("Queue {Queue} holds {Messages} messages that failed too often", level.Queue, level.Messages);
    }

    private async Task AdvanceKeysAsync(DkimRotation rotation, CancellationToken cancellationToken)
    {
        await foreach (var domain in storage.Directory.ListDomainsAsync(cancellationToken))
            if (!domain.DkimSelectors.IsEmpty)
                await rotation.AdvanceAsync(domain.Name, cancellationToken);
    }
}
