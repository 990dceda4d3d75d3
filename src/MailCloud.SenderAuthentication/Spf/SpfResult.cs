namespace MailCloud.SenderAuthentication.Spf;

/// <summary>The results of SPF (RFC 7208 §2.6).</summary>
public enum SpfStatus
{
    /// <summary>The domain says nothing.</summary>
    None,

    /// <summary>The domain says that it does not say.</summary>
    Neutral,

    /// <summary>The client may send for the domain.</summary>
    Pass,

    /// <summary>The client may not send for the domain.</summary>
    Fail,

    /// <summary>The client probably may not.</summary>
    SoftFail,

    /// <summary>It cannot be told now; another try may tell.</summary>
    TempError,

    /// <summary>What the domain says cannot be understood.</summary>
    PermError,
}

/// <summary>What a domain says about a client that uses its name.</summary>
/// <param name="Domain">The domain that was asked, of the reverse-path or of HELO; null: there is none to ask.</param>
/// <param name="Mechanism">The mechanism that decided, as the record has it; null: none did.</param>
/// <param name="Explanation">What the domain tells those it refuses (RFC 7208 §6.2), in printable ASCII; null: nothing. A stranger's words.</param>
/// <param name="Problem">Why the result is an error; null: it is none.</param>
public sealed record SpfResult(
    SpfStatus Status,
    string? Domain,
    string? Mechanism = null,
    string? Explanation = null,
    string? Problem = null
);
