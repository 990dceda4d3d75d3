using System.Text;

namespace MailCloud.Mail.Addresses;

/// <summary>Domain names as mail uses them (RFC 5321 §4.1.2, RFC 5890 §2.3.2.1).</summary>
public static class DomainName
{
    /// <summary>Whether the text is a domain name of letters, digits, hyphens and, for internationalised names, other Unicode letters.</summary>
    public static bool IsValid(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= Address.MaxDomainOctets && text.Split('.').All(IsLabel);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '_' || (c > 0x7F && char.IsLetterOrDigit(c)));
}
