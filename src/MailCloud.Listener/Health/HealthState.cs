namespace MailCloud.Listener.Health;

/// <summary>What can be said of the process to whoever watches over it.</summary>
/// <param name="storage">Whether storage answers.</param>
public sealed class HealthState(StorageProbe storage)
{
    private volatile Phase phase = Phase.Starting;
    private volatile Task? accepting;

    private enum Phase
    {
        Starting,
        Serving,
        Draining,
    }

    /// <summary>Whether the process is worth keeping: its ports accept, unless it has not come to that yet or is past it.</summary>
    public bool IsLive => phase is not Phase.Serving || accepting is { IsCompleted: false };

    /// <summary>Why the process should get no new connections; empty: it should.</summary>
    public IEnumerable<string> Obstacles
    {
        get
        {
            if (phase is Phase.Starting)
                yield return HasCertificate ? "the ports are not bound yet" : "there is no certificate yet";
            if (phase is Phase.Draining)
                yield return "the process ends";
            if (!IsLive)
                yield return "a port does not accept any more";
            if (!storage.IsAnswering)
                yield return "storage does not answer";
        }
    }

    public bool HasCertificate { get; set; }

    /// <summary>All ports are bound.</summary>
    /// <param name="ports">Ends when they accept no more.</param>
    public void Serve(Task ports)
    {
        accepting = ports;
        phase = Phase.Serving;
    }

    /// <summary>No new connections are wanted, from now on.</summary>
    public void Drain() => phase = Phase.Draining;
}
