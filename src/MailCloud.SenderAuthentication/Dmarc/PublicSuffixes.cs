using System.Collections.Frozen;
using MailCloud.Dns;

namespace MailCloud.SenderAuthentication.Dmarc;

/// <summary>
/// Under which names anybody may register one (https://publicsuffix.org/list/): what tells an organisation's domain (RFC 7489 §3.2) from the registry's above it.
/// Names are in A-labels and lower case.
/// </summary>
public static class PublicSuffixes
{
    private static readonly Lazy<FrozenSet<string>> Rules = new(Read);

    /// <summary>The domain one label below the public suffix that the name is under; the name itself if it is such a suffix, or has just one label.</summary>
    public static string OrganizationalDomain(string name)
    {
        // From the whole name down: the longest rule decides, and an exception is longer than the rule it is from.
        for (var suffix = name; ; suffix = suffix[(suffix.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (Rules.Value.Contains("!" + suffix))
                return suffix;
            if (IsSuffix(suffix))
                return suffix.Length == name.Length ? name : WithOneLabelMore(name, suffix);
        }
    }

    // A name that no rule knows is under its last label.
    private static bool IsSuffix(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 || Rules.Value.Contains(name) || Rules.Value.Contains("*" + name[dot..]);
    }

    private static string WithOneLabelMore(string name, string suffix)
    {
        var labels = name[..^(suffix.Length + 1)];
        return name[(labels.LastIndexOf('.') + 1)..];
    }

    private static FrozenSet<string> Read()
    {
        using var stream =
            typeof(PublicSuffixes).Assembly.GetManifestResourceStream("PublicSuffixes.txt")
            ?? throw new InvalidOperationException("The rules are not in the assembly.");
        using var text = new StreamReader(stream);
        return text.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith("//", StringComparison.Ordinal))
            .Select(ToAscii)
            .ToFrozenSet(StringComparer.Ordinal);
    }

    private static string ToAscii(string rule)
    {
        var marker =
            rule[0] is '!' ? "!"
            : rule.StartsWith("*.", StringComparison.Ordinal) ? "*."
            : "";
        return marker + (HostName.ToAscii(rule[marker.Length..]) ?? throw new InvalidOperationException($"{rule} is no rule."));
    }
}
