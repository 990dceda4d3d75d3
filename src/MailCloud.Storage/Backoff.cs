namespace MailCloud.Storage;

/// <summary>Waits longer each time, and by chance, so that those who collided do not collide again.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private TimeSpan limit = First;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = limit * Random.Shared.NextDouble();
        limit = limit * 2 > Longest ? Longest : limit * 2;
        // A real wait, whatever clock the store stamps its events with.
        return Task.Delay(wait, TimeProvider.System, cancellationToken);
    }
}
