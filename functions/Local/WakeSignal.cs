using System.Threading.Channels;

namespace MailCloud.Functions.Local;

/// <summary>Tells a pump of the same process that its queue has something, so that it need not find out by looking.</summary>
public sealed class WakeSignal
{
    // One pending signal says as much as many.
    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Set() => signals.Writer.TryWrite(true);

    /// <summary>Returns when the signal was set since the last call returned.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await signals.Reader.ReadAsync(cancellationToken);
}
