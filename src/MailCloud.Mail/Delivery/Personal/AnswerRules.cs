using System.Collections.Frozen;
using MailCloud.Mail.Addresses;

namespace MailCloud.Mail.Delivery.Personal;

/// <summary>Which mail is answered by itself (RFC 3834 §2): what a person has written to somebody, and nothing that a program sends.</summary>
internal static class AnswerRules
{
    /// <summary>Addresses of To and Cc that are looked up: who writes to more does not wait for each one's answer.</summary>
    public const int MaxNamed = 50;

    private static readonly FrozenSet<string> Programs = new[]
    {
        "mailer-daemon",
        "postmaster",
        "hostmaster",
        "webmaster",
        "abuse",
        "root",
        "nobody",
        "daemon",
        "listserv",
        "majordomo",
        "mailman",
        "noreply",
        "no-reply",
        "no_reply",
        "donotreply",
        "do-not-reply",
        "bounce",
        "bounces",
        "notifications",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an address is likely one at which somebody reads the answer.</summary>
    public static bool IsPerson(Address sender)
    {
        var name = (sender.WithoutDetail() ?? sender).LocalPart;
        return !Programs.Contains(name)
            && !name.StartsWith("owner-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("bounce-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("bounces-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("srs0", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("srs1", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("-request", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("-owner", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("-bounces", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a message is neither a program's (RFC 3834 §5) nor a list's, nor wants no answer.</summary>
    public static bool IsPersonal(HeaderFields header) =>
        header.Values["Auto-Submitted"].All(value => string.Equals(WordOf(value), "no", StringComparison.OrdinalIgnoreCase))
        && !header.Values["Precedence"].Any(value => WordOf(value).ToUpperInvariant() is "BULK" or "LIST" or "JUNK")
        && !header
            .Values["X-Auto-Response-Suppress"]
            .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))
            .Any(value => value.ToUpperInvariant() is "ALL" or "OOF" or "AUTOREPLY")
        && !header.Values.Any(field => field.Key.StartsWith("List-", StringComparison.Ordinal));

    /// <summary>The value without its parameters and comments.</summary>
    private static string WordOf(string value) => value.Split(';', '(')[0].Trim();
}
