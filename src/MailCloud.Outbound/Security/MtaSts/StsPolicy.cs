using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MailCloud.Outbound.Security.MtaSts;

/// <summary>What is to be done with servers that the policy does not fit (RFC 8461 §5).</summary>
public enum StsMode
{
    /// <summary>As if there were no policy.</summary>
    None,

    /// <summary>Report them.</summary>
    Testing,

    /// <summary>Send them nothing.</summary>
    Enforce,
}

/// <summary>An MTA-STS policy (RFC 8461 §3.2).</summary>
/// <param name="MaxAge">How long it may be kept.</param>
/// <param name="Patterns">The names that servers may have, in lower case; <c>*.</c> stands for one label.</param>
public sealed record StsPolicy(StsMode Mode, TimeSpan MaxAge, ImmutableArray<string> Patterns)
{
    // RFC 8461 §3.2: about a year.
    private const int MaxSeconds = 31_557_600;

    /// <summary>Whether a server may take mail of the domain (RFC 8461 §4.1).</summary>
    public bool Matches(string host) =>
        Patterns.Any(pattern =>
            pattern.StartsWith("*.", StringComparison.Ordinal)
                ? host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
                    && host.AsSpan(dot).Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase)
                : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Reads a policy file: lines of <c>key: value</c>. What is unknown is skipped.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StsPolicy? policy)
    {
        var fields = text.Split('\n')
            .Select(line => line.TrimEnd('\r').Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        ImmutableArray<string> patterns = [.. fields["mx"].Select(name => name.ToLowerInvariant())];
        policy =
            fields["version"].FirstOrDefault() is "STSv1"
            && ModeOf(fields["mode"].FirstOrDefault()) is { } mode
            && int.TryParse(fields["max_age"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && (mode is StsMode.None || !patterns.IsEmpty)
                ? new StsPolicy(mode, TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds)), patterns)
                : null;
        return policy is not null;
    }

    private static StsMode? ModeOf(string? word) =>
        word switch
        {
            "enforce" => StsMode.Enforce,
            "testing" => StsMode.Testing,
            "none" => StsMode.None,
            _ => null,
        };
}
