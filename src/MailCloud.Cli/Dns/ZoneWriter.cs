using System.Collections.Immutable;
using MailCloud.Certificates.Zones;

namespace MailCloud.Cli.Dns;

/// <summary>
/// Puts records into those zones of Azure DNS that are ours. What is there stays: a zone may have been filled by hand, and may not be asked by anybody yet, so that
/// it is looked at itself and not the DNS. Only the records of DKIM keys, which this service alone makes, are replaced.
/// </summary>
internal sealed class ZoneWriter(AzureDnsZones zones)
{
    /// <returns>The records of names and types that had to be written.</returns>
    /// <exception cref="DnsZoneException">A zone cannot be read or written.</exception>
    public async Task<IReadOnlyList<WantedRecord>> WriteAsync(IEnumerable<WantedRecord> records, CancellationToken cancel)
    {
        var written = new List<WantedRecord>();
        foreach (var set in records.Where(IsOurs).GroupBy(record => (record.Name, record.Data.Type, record.Data.Kind)))
        {
            var zone = zones.Find(set.Key.Name)!;
            var wanted = set.Select(record => record.Data.Value).ToImmutableArray();
            var isKey = set.First().Key is not null;
            var kind = set.Key.Kind;
            var changed = await zone.ChangeAsync(
                set.Key.Name,
                Enum.Parse<DnsRecordType>(set.Key.Type, ignoreCase: true),
                timeToLive: null,
                present =>
                    isKey ? wanted
                    : present.Any(value => value.StartsWith(kind, StringComparison.OrdinalIgnoreCase)) ? present
                    : [.. present, .. wanted],
                cancel
            );
            if (changed)
                written.AddRange(set);
        }
        return written;
    }

    private bool IsOurs(WantedRecord record) => record.Data is not UnnamedData && zones.Find(record.Name) is not null;
}
