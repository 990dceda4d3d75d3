using System.Diagnostics.CodeAnalysis;

namespace MailCloud.Outbound.Security.MtaSts;

/// <summary>The TXT record that says that a domain has a policy, and by a new id that it has a new one (RFC 8461 §3.1).</summary>
public static class StsRecord
{
    private const string Version = "v=STSv1";

    /// <summary>The policy's id. False: there is no record, or more than one, which is as good as none.</summary>
    public static bool TryFindId(IEnumerable<string> texts, [NotNullWhen(true)] out string? id)
    {
        id = null;
        var records = texts.Where(text => string.Equals(text.Split(';')[0].TrimEnd(), Version, StringComparison.Ordinal)).ToList();
        if (records is not [var record])
            return false;
        var ids = record
            .Split(';', StringSplitOptions.TrimEntries)
            .Where(field => field.StartsWith("id=", StringComparison.Ordinal))
            .Select(field => field[3..])
            .ToList();
        id = ids is [{ Length: >= 1 and <= 32 } only] && only.All(char.IsAsciiLetterOrDigit) ? only : null;
        return id is not null;
    }
}
