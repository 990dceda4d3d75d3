using System.Text;
using MailCloud.Imap.Output;
using MailCloud.Mail.Addresses;

namespace MailCloud.Imap.Fetch;

/// <summary>Writes text that stood in a header.</summary>
internal static class HeaderTextWriting
{
    /// <summary>
    /// <c>nstring</c>. Encoded-words stay as they are. Other letters than ASCII go as they are to a client that has enabled UTF-8 (RFC 9755 §3), and
    /// to every other one as encoded-words (RFC 2047), since it would take them for garbage.
    /// </summary>
    public static ImapWriter HeaderText(this ImapWriter output, string? text)
    {
        if (text is null)
            return output.Nil();
        // What RFC 2231 encodes may be NUL, which no string can hold.
        if (text.Contains('\0'))
            text = text.Replace("\0", "", StringComparison.Ordinal);
        return output.String(output.Utf8Headers ? text : Mail.Messages.HeaderText.ToAscii(text));
    }

    /// <summary>
    /// The domain of an address. A client that knows ASCII alone gets its A-labels (RFC 5890 §2.3.2.1), to which it can write; an internationalised local part
    /// has no such form.
    /// </summary>
    public static ImapWriter HostText(this ImapWriter output, string? host) =>
        output.HeaderText(output.Utf8Headers || host is null || Ascii.IsValid(host) ? host : DomainName.Canonicalize(host) ?? host);
}
