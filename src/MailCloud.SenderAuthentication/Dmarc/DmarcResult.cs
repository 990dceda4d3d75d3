namespace MailCloud.SenderAuthentication.Dmarc;

/// <summary>The results of DMARC (RFC 7489 §11.2).</summary>
public enum DmarcStatus
{
    /// <summary>The domain has no policy.</summary>
    None,

    /// <summary>The message is the domain's own.</summary>
    Pass,

    /// <summary>Nothing shows that it is.</summary>
    Fail,

    /// <summary>It cannot be told now: a look-up failed, and it was one about the domain itself. Another try may tell.</summary>
    TempError,

    /// <summary>The message has no author, or one whose domain is none, or the domain's policy cannot be read.</summary>
    PermError,
}

/// <summary>Whether a message is of the domain that its From field names, and what is to be done if not.</summary>
/// <param name="Domain">The domain of the From field, of several the one that decided; null: there is none.</param>
/// <param name="Policy">What the domain wants done with this message: its policy if the message failed and was in the sample, else none.</param>
/// <param name="PublishedPolicy">What the domain's record says; null: there is none.</param>
public sealed record DmarcResult(DmarcStatus Status, string? Domain, DmarcPolicy Policy, DmarcPolicy? PublishedPolicy = null);
