using System.Text.RegularExpressions;
using MimeKit.Utils;

namespace MailCloud.Mail.Messages;

/// <summary>Reads message identifiers (RFC 5322 §3.6.4) out of the text of a header field, leniently.</summary>
public static partial class MessageIds
{
    /// <summary>
    /// The identifiers in the text, in order, without angle brackets. Each pair of brackets is read by itself: programs put phrases between them that nobody
    /// can read, and one of these must not take the identifiers behind it away.
    /// </summary>
    public static IEnumerable<string> All(string? text) =>
        text is null ? []
        : text.Contains('<', StringComparison.Ordinal)
            ? InBrackets().Matches(text).SelectMany(id => MimeUtils.EnumerateReferences(id.Value))
        : MimeUtils.EnumerateReferences(text);

    /// <summary>The first identifier in the text, or null.</summary>
    public static string? First(string? text) => All(text).FirstOrDefault(id => id.Length > 0);

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex InBrackets();
}
