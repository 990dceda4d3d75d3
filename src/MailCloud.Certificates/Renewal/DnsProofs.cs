using System.Collections.Immutable;
using MailCloud.Certificates.Acme;
using MailCloud.Certificates.Zones;
using Microsoft.Extensions.Logging;

namespace MailCloud.Certificates.Renewal;

/// <summary>Shows an authority that names are ours, by TXT records in our zones (RFC 8555 §8.4).</summary>
internal sealed class DnsProofs(AzureDnsZones zones, AuthoritativeServers servers, ILogger log)
{
    private const string Label = "_acme-challenge.";

    /// <summary>They are there for minutes; nobody shall remember them for longer.</summary>
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(1);

    /// <summary>How long taking records away may last when the run itself was told to stop.</summary>
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromMinutes(1);

    /// <summary>The record that proves an authorization's name.</summary>
    /// <exception cref="DnsZoneException">The name is in none of our zones.</exception>
    public DnsText RecordFor(AcmeAuthorization authorization, AcmeChallenge challenge, AccountKey key)
    {
        var name = Label + authorization.Identifier.Value;
        ZoneOf(name);
        var token = challenge.Token ?? throw new AcmeException("The authority gives a challenge without a token.");
        return new DnsText(name, key.DnsTextOf(token));
    }

    /// <summary>Writes records, and waits until the servers of their zones show them.</summary>
    /// <exception cref="DnsZoneException">A zone cannot be written, or its servers do not show what was.</exception>
    public async Task ShowAsync(ImmutableArray<DnsText> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
            await ZoneOf(record.Name).AddAsync(record.Name, DnsRecordType.Txt, record.Text, TimeToLive, cancellationToken);
        foreach (var zone in records.GroupBy(record => ZoneOf(record.Name)))
            await servers.WaitForTextsAsync(zone.Key, [.. zone], cancellationToken);
    }

    /// <summary>Takes records away, also when the run has been told to stop.</summary>
    /// <returns>Those that could not be taken away.</returns>
    public async Task<ImmutableArray<DnsText>> RemoveAsync(ImmutableArray<DnsText> records)
    {
        using var limit = new CancellationTokenSource(RemovalLimit);
        var left = ImmutableArray.CreateBuilder<DnsText>();
        foreach (var record in records)
            try
            {
                if (zones.Find(record.Name) is { } zone)
                    await zone.RemoveAsync(record.Name, DnsRecordType.Txt, record.Text, limit.Token);
            }
            catch (Exception e) when (e is DnsZoneException or OperationCanceledException)
            {
                log.LogWarning(e, "The TXT record of {Name} cannot be removed; the next run tries again", record.Name);
                left.Add(record);
            }
        return left.ToImmutable();
    }

    private AzureDnsZone ZoneOf(string name) =>
        zones.Find(name) ?? throw new DnsZoneException($"{name} is in none of the zones of {AzureDnsZones.Variable}.");
}
