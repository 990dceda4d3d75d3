using System.Text;

namespace MailCloud.Mail.Messages;

/// <summary>The order and equality of text that people wrote: i;unicode-casemap (RFC 5051 §2).</summary>
public static class Collation
{
    /// <summary>Two texts with the same key are equal: they differ in case, or in how their letters are composed, at most.</summary>
    public static string Key(string text) => text.ToUpperInvariant();

    /// <summary>The key in UTF-8: the order of texts is the order of these octets.</summary>
    public static byte[] Octets(string text) => Encoding.UTF8.GetBytes(Key(text));
}
