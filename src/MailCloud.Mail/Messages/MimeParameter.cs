using System.Text;

namespace MailCloud.Mail.Messages;

/// <summary>
/// A parameter of a MIME header field: its name in lower case and its value as people read it. The ways in which a header carries
/// other letters than ASCII (RFC 2231 continuations and charsets, encoded-words) are undone.
/// </summary>
public sealed record MimeParameter(string Name, string Value)
{
    /// <summary>The value of the first parameter with this name (lower case), or null.</summary>
    public static string? Find(IReadOnlyList<MimeParameter>? parameters, string name)
    {
        foreach (var parameter in parameters ?? [])
        {
            if (string.Equals(parameter.Name, name, StringComparison.Ordinal))
                return parameter.Value;
        }
        return null;
    }

    /// <summary>The same parameter in ASCII: a value with other letters is written in the extended form of RFC 2231 §4 (<c>name*=utf-8''…</c>).</summary>
    public MimeParameter ToAscii()
    {
        if (Ascii.IsValid(Value))
            return this;
        return new MimeParameter(Name + "*", "utf-8''" + Uri.EscapeDataString(Value));
    }
}
