namespace MailCloud.Cli.Dns;

/// <summary>What the DNS has of a record that a domain should have.</summary>
internal enum RecordState
{
    /// <summary>It is there.</summary>
    Published,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>There is another one in its place.</summary>
    Different,

    /// <summary>It cannot be told now.</summary>
    Unknown,
}

/// <summary>A record that a domain should have, and what became of it.</summary>
/// <param name="Remark">What was found instead, or is wrong with it; empty: nothing.</param>
internal sealed record DomainRecord(WantedRecord Wanted, RecordState State, string Remark = "");
