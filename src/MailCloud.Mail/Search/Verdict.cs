namespace MailCloud.Mail.Search;

/// <summary>What is known of whether a message satisfies a condition.</summary>
public enum Verdict
{
    No,
    Yes,

    /// <summary>More of the message has to be read to know.</summary>
    Unknown,
}
