using MimeKit.Utils;

namespace MailCloud.Mail.Messages;

/// <summary>Reads message identifiers (RFC 5322 §3.6.4) out of the text of a header field, leniently.</summary>
public static class MessageIds
{
    /// <summary>The identifiers in the text, in order, without angle brackets.</summary>
    public static IEnumerable<string> All(string? text) => text is null ? [] : MimeUtils.EnumerateReferences(text);

    /// <summary>The first identifier in the text, or null.</summary>
    public static string? First(string? text) => All(text).FirstOrDefault(id => id.Length > 0);
}
