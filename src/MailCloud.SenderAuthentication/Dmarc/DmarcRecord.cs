using System.Collections.Immutable;
using System.Globalization;

namespace MailCloud.SenderAuthentication.Dmarc;

/// <summary>What a domain wants done with mail that only claims to be its own (RFC 7489 §6.3).</summary>
public enum DmarcPolicy
{
    None,
    Quarantine,
    Reject,
}

/// <summary>A domain's DMARC record (RFC 7489 §6.3).</summary>
/// <param name="Policy">For the domain itself (p).</param>
/// <param name="SubdomainPolicy">For the domains below it (sp).</param>
/// <param name="IsDkimStrict">Whether the signing domain must be the very one of From (adkim).</param>
/// <param name="IsSpfStrict">Likewise the domain that SPF passed for (aspf).</param>
/// <param name="Percentage">To how many of a hundred failing messages the policy applies (pct).</param>
/// <param name="AggregateReportTargets">Where reports are wanted (rua), as URIs.</param>
public sealed record DmarcRecord(
    DmarcPolicy Policy,
    DmarcPolicy SubdomainPolicy,
    bool IsDkimStrict,
    bool IsSpfStrict,
    int Percentage,
    ImmutableArray<string> AggregateReportTargets
)
{
    /// <summary>Null: the text is no DMARC record (RFC 7489 §6.6.3, step 2) or one that must be ignored.</summary>
    public static DmarcRecord? Parse(string text)
    {
        var tags = text.Split(';').Select(Tag).ToList();
        if (!IsVersion(tags[0]))
            return null;
        // What cannot be read of an optional tag is as if it was not there.
        string? Value(string name) => tags.Find(tag => string.Equals(tag.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
        var targets = Value("rua")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var policy = PolicyOf(Value("p"));
        var subdomainPolicy = PolicyOf(Value("sp"));
        var hasUnknownPolicy = policy is null || Value("sp") is not null && subdomainPolicy is null;
        // Who wants reports gets them, and nothing else is done in the name of a policy that nobody can read (RFC 7489 §6.6.3, step 6).
        if (hasUnknownPolicy)
            return targets.Any(IsUri) ? Of(DmarcPolicy.None, DmarcPolicy.None) : null;
        return Of(policy!.Value, subdomainPolicy ?? policy.Value);

        DmarcRecord Of(DmarcPolicy own, DmarcPolicy below) =>
            new(own, below, IsStrict(Value("adkim")), IsStrict(Value("aspf")), PercentageOf(Value("pct")), [.. targets.Where(IsUri)]);
    }

    /// <summary>Whether a TXT record is meant to be one of DMARC's, however ill it is made.</summary>
    public static bool IsRecord(string text) => IsVersion(Tag(text.Split(';', 2)[0]));

    // The first tag, and written just so (RFC 7489 §6.3).
    private static bool IsVersion((string Name, string? Value) tag) => tag is ("v", "DMARC1");

    private static (string Name, string? Value) Tag(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text.Trim(), null) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
    }

    private static DmarcPolicy? PolicyOf(string? value) =>
        value?.ToLowerInvariant() switch
        {
            "none" => DmarcPolicy.None,
            "quarantine" => DmarcPolicy.Quarantine,
            "reject" => DmarcPolicy.Reject,
            _ => null,
        };

    private static bool IsStrict(string? value) => string.Equals(value, "s", StringComparison.OrdinalIgnoreCase);

    private static int PercentageOf(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var percentage) && percentage <= 100 ? percentage : 100;

    private static bool IsUri(string text) => Uri.TryCreate(text, UriKind.Absolute, out _);
}
