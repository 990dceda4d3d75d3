using MailCloud.Mail.Addresses;

namespace MailCloud.Cli.Dns;

/// <summary>A record that a domain should have.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Key">The DKIM key whose record it is, which nobody but this service makes.</param>
internal sealed record WantedRecord(string Purpose, string Name, RecordData Data, DkimSelector? Key = null)
{
    /// <summary>As a zone file has it.</summary>
    public string Line => $"{Name}. IN {Data.Type} {Data.Presentation}";

    /// <summary>Whether it belongs to the zone of a domain.</summary>
    public bool IsBelow(string domain) =>
        string.Equals(Name, domain, StringComparison.OrdinalIgnoreCase) || Name.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);
}
