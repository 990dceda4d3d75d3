using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Dns;

/// <summary>What a person reads of a domain's records: which are there, and the lines of those that are not.</summary>
internal static class DnsReport
{
    public static void Write(Terminal terminal, Domain domain, IReadOnlyList<DomainRecord> records)
    {
        terminal.Checklist(["Type", "Name", "What for", "Remark"], records.Select(Row));
        if (domain.DkimSelectors.IsEmpty)
            terminal.Note($"Its mail is not signed: `mailcloud dkim rotate {DomainName.ToDisplay(domain.Name)}` makes keys.");
        var missing = records.Where(record => record.State is not RecordState.Published).ToList();
        if (missing.Count == 0)
            return;
        terminal.Note("To be published:");
        foreach (var record in missing)
            terminal.Say(record.Wanted.Line);
    }

    private static ChecklistRow Row(DomainRecord record) =>
        new(
            record.State switch
            {
                RecordState.Published => Mark.Good,
                RecordState.Unknown => Mark.Doubtful,
                _ => Mark.Bad,
            },
            record.State is RecordState.Published ? "there" : record.State.ToString().ToLowerInvariant(),
            [record.Wanted.Data.Type, record.Wanted.Name, record.Wanted.Purpose, record.Remark]
        );
}
