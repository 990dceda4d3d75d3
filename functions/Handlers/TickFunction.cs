using MailCloud.Functions.Hosting;
using MailCloud.Storage;

namespace MailCloud.Functions.Handlers;

/// <summary>Function Tick, every few minutes: clears away what only mattered for a moment.</summary>
internal sealed class TickFunction(MailStorage storage, TimeProvider time)
{
    /// <summary>Listeners look for announcements every second; these are of use to nobody any more.</summary>
    private static readonly TimeSpan AnnouncementLife = TimeSpan.FromMinutes(10);

    public Task RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        storage.PruneBeaconAsync(time.GetUtcNow() - AnnouncementLife, cancellationToken);
}
