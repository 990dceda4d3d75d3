using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MailCloud.Mail.TransportSecurity;

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

    /// <summary>
    /// The id that announces the policy in the DNS (RFC 8461 §3.1). It is made of the policy itself: whoever computes it comes to the same, and it changes when and only
    /// when the policy does.
    /// </summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToText())).AsSpan(0, 16));

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

    /// <summary>The policy file, as <see cref="TryParse"/> reads it.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"version: STSv1\r\nmode: {Mode.ToString().ToLowerInvariant()}\r\n");
        foreach (var pattern in Patterns)
            text.Append(CultureInfo.InvariantCulture, $"mx: {pattern}\r\n");
        return text.Append(CultureInfo.InvariantCulture, $"max_age: {(long)MaxAge.TotalSeconds}\r\n").ToString();
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
