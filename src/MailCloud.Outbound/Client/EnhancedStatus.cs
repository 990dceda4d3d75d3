namespace MailCloud.Outbound.Client;

/// <summary>Enhanced status codes (RFC 3463 §2): <c>class.subject.detail</c>.</summary>
internal static class EnhancedStatus
{
    /// <summary>The code that a text begins with; null: it begins with none.</summary>
    public static string? At(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? space : text.Length;
        var parts = text[..end].Split('.');
        return parts is ["2" or "4" or "5", var subject, var detail] && IsNumber(subject) && IsNumber(detail) ? text[..end] : null;

        static bool IsNumber(string part) => part.Length is >= 1 and <= 3 && part.All(char.IsAsciiDigit);
    }
}
