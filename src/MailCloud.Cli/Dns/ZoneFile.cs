using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Dns;

/// <summary>A domain's records as a master file (RFC 1035 §5.1), to be pasted into its zone, or imported.</summary>
internal static class ZoneFile
{
    private const int TimeToLive = 3600;

    /// <summary>The file's lines. Records of other zones are left out; what somebody has to name first is a comment.</summary>
    public static IEnumerable<string> Lines(Domain domain, IEnumerable<WantedRecord> records)
    {
        yield return $"; What {domain.Name} needs for its mail.";
        yield return $"$ORIGIN {domain.Name}.";
        yield return $"$TTL {TimeToLive}";
        foreach (
            var group in records.Where(record => record.IsBelow(domain.Name)).GroupBy(record => record.Purpose, StringComparer.Ordinal)
        )
        {
            yield return $"; {group.Key}";
            foreach (var record in group)
                yield return record.Data is UnnamedData ? $"; {record.Line}" : record.Line;
        }
    }
}
