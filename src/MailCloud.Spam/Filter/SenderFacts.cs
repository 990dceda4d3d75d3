namespace MailCloud.Spam.Filter;

/// <summary>
/// What the listener found out about the sender while the message came, beside the message itself. Results are the words of RFC 8601 §2.7 in lower case
/// (<c>pass</c>, <c>fail</c>, <c>none</c> …).
/// </summary>
public sealed record SenderFacts
{
    public string Spf { get; init; } = "none";

    public string Dkim { get; init; } = "none";

    public string Dmarc { get; init; } = "none";

    /// <summary>Whether the client's address has a name that leads back to the address (RFC 8601 §2.7.3); null: it was not looked up.</summary>
    public bool? HasConfirmedName { get; init; }

    /// <summary>Nothing is known.</summary>
    public static readonly SenderFacts None = new();

    /// <summary>
    /// What each fact adds to a score, with its name. Set by hand, small enough that no fact alone decides: the mail that the model was trained on is older
    /// than these checks.
    /// </summary>
    internal IEnumerable<(string Name, float Score)> Scores()
    {
        if (Spf is "fail" or "softfail")
            yield return ($"SPF {Spf}", Spf is "fail" ? 1f : 0.5f);
        if (Dmarc is "fail")
            yield return ("DMARC fail", 1f);
        if (Dmarc is "pass")
            yield return ("DMARC pass", -1f);
        else if (Dkim is "pass")
            yield return ("DKIM pass", -0.5f);
        if (HasConfirmedName is false)
            yield return ("client without a confirmed name", 0.5f);
    }
}
