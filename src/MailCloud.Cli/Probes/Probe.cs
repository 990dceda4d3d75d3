namespace MailCloud.Cli.Probes;

/// <summary>A whole service, from outside: its ports, a message's journey, the website.</summary>
internal sealed class Probe(ProbeTarget target, TimeProvider time)
{
    private readonly PortProbe ports = new(target, time);

    public async Task<IReadOnlyList<ProbeResult>> RunAsync(CancellationToken cancel)
    {
        var results = new List<ProbeResult>(await ports.RunAsync(cancel));
        if (target.Account is { } account)
            results.Add(await new JourneyProbe(target, ports, time).RunAsync(account, cancel));
        results.AddRange(await new WebProbe(target, time).RunAsync(cancel));
        return results;
    }
}
