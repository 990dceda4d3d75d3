using MailCloud.SenderAuthentication.Results;

namespace MailCloud.Webmail.Unsubscribe;

/// <summary>Which fields of a message the signatures cover that our server found to be valid.</summary>
internal static class SignatureCoverage
{
    private const int MaxSignatures = 10;

    /// <summary>Whether one valid DKIM signature (RFC 6376 §3.5) covers all these fields.</summary>
    public static bool Covers(byte[] header, AuthenticationResults? results, IReadOnlyList<string> names)
    {
        var valid = results?.Results.Where(result => result is { Method: "dkim", Result: "pass" }).ToList() ?? [];
        return valid.Count > 0
            && UnsubscribeFields
                .Values(header, "DKIM-Signature")
                .Take(MaxSignatures)
                .Select(Tags)
                .Any(signature => valid.Exists(result => IsOf(result, signature)) && Covers(signature, names));
    }

    /// <summary>RFC 6008 §4: the beginning of the signature tells those of one domain apart.</summary>
    private static bool IsOf(MethodResult result, Dictionary<string, string> signature) =>
        Property(result, "d") is { } domain
        && string.Equals(signature.GetValueOrDefault("d"), domain, StringComparison.OrdinalIgnoreCase)
        && Property(result, "b") is { Length: >= 8 } start
        && (signature.GetValueOrDefault("b") ?? "").StartsWith(start, StringComparison.Ordinal);

    private static bool Covers(Dictionary<string, string> signature, IReadOnlyList<string> names)
    {
        var signed = (signature.GetValueOrDefault("h") ?? "").Split(':');
        return names.All(name => signed.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    private static string? Property(MethodResult result, string name) =>
        result
            .Properties.FirstOrDefault(property =>
                property is { Type: "header" } && string.Equals(property.Name, name, StringComparison.Ordinal)
            )
            .Value;

    /// <summary>The tags of a signature without blanks (RFC 6376 §3.2); a tag that is there twice makes it invalid, and our server has not let that pass.</summary>
    private static Dictionary<string, string> Tags(string value)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in value.Split(';'))
        {
            var equals = tag.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                tags.TryAdd(tag[..equals].Trim(), string.Concat(tag[(equals + 1)..].Where(c => !char.IsWhiteSpace(c))));
        }
        return tags;
    }
}
