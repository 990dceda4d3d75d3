namespace MailCloud.Outbound.Client;

/// <summary>Lets so many attempts at one destination run at a time; the others wait.</summary>
internal sealed class DestinationGate(int width)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Counted> destinations = new(StringComparer.Ordinal);

    /// <summary>Waits for a place, which is given back by disposing.</summary>
    public async ValueTask<IDisposable> EnterAsync(string destination, CancellationToken cancellationToken)
    {
        Counted counted;
        lock (gate)
        {
            if (!destinations.TryGetValue(destination, out counted!))
                destinations.Add(destination, counted = new Counted(width));
            counted.Users++;
        }
        try
        {
            await counted.Places.WaitAsync(cancellationToken);
        }
        catch
        {
            Forget(destination, counted);
            throw;
        }
        return new Place(this, destination, counted);
    }

    private void Forget(string destination, Counted counted)
    {
        lock (gate)
            if (--counted.Users == 0)
                destinations.Remove(destination);
    }

    private sealed class Counted(int width)
    {
        public SemaphoreSlim Places { get; } = new(width);

        public int Users { get; set; }
    }

    private sealed class Place(DestinationGate gate, string destination, Counted counted) : IDisposable
    {
        public void Dispose()
        {
            counted.Places.Release();
            gate.Forget(destination, counted);
        }
    }
}
