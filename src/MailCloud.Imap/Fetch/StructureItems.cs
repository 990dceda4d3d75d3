using MailCloud.Imap.Output;
using MailCloud.Mail.Messages;

namespace MailCloud.Imap.Fetch;

/// <summary>
/// The tree of a message's parts (RFC 9051 §7.5.2). BODYSTRUCTURE has the extension data (MD5, disposition, language, location), without which some
/// clients show inline images as text; BODY has not.
/// <code>
/// BODYSTRUCTURE (("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1152 23 NIL NIL NIL NIL)("image" "png" ...) "mixed" ("boundary" "x") NIL NIL NIL)
/// </code>
/// </summary>
internal static class StructureItems
{
    public static readonly SummaryItem Body = new("BODY", static (summary, output) => Write(summary.Body, extended: false, output));

    public static readonly SummaryItem BodyStructure = new(
        "BODYSTRUCTURE",
        static (summary, output) => Write(summary.Body, extended: true, output)
    );

    private static void Write(BodyPart part, bool extended, ImapWriter output)
    {
        output.Write("("u8);
        if (part.IsMultipart)
            WriteMultipart(part, extended, output);
        else
            WriteSinglePart(part, extended, output);
        output.Write(")"u8);
    }

    /// <summary><c>body-type-mpart</c>.</summary>
    private static void WriteMultipart(BodyPart part, bool extended, ImapWriter output)
    {
        foreach (var child in part.Parts)
            Write(child, extended, output);
        output.Write(" "u8).HeaderText(part.Subtype);
        if (!extended)
            return;
        output.Write(" "u8);
        WriteParameters(part.Parameters, output);
        WriteExtension(part, output);
    }

    /// <summary><c>body-type-1part</c>.</summary>
    private static void WriteSinglePart(BodyPart part, bool extended, ImapWriter output)
    {
        output.HeaderText(part.Type).Write(" "u8).HeaderText(part.Subtype).Write(" "u8);
        WriteParameters(part.Parameters, output);
        output.Write(" "u8).HeaderText(part.Id).Write(" "u8).HeaderText(part.Description).Write(" "u8).HeaderText(part.Encoding);
        output.Write(" "u8).Number((ulong)part.Body.Length);
        if (ShownMessage(part, output) is { } message)
        {
            output.Write(" "u8);
            EnvelopeItem.Write(message.Envelope, output);
            output.Write(" "u8);
            Write(message.Body, extended, output);
            output.Write(" "u8).Number((ulong)part.Lines);
        }
        else if (part.Type is "text")
        {
            output.Write(" "u8).Number((ulong)part.Lines);
        }
        if (!extended)
            return;
        output.Write(" "u8).HeaderText(part.Md5);
        WriteExtension(part, output);
    }

    /// <summary>
    /// The message inside the part, if the client expects one there: inside of message/global only one that has enabled UTF-8 does, be it by itself or with
    /// IMAP4rev2 (RFC 9755 §6); IMAP4rev1 knows message/rfc822 alone.
    /// </summary>
    private static EmbeddedMessage? ShownMessage(BodyPart part, ImapWriter output) =>
        part.Subtype is "rfc822" || output.Utf8 ? part.Message : null;

    /// <summary>What all parts have of extension data: disposition, language, location.</summary>
    private static void WriteExtension(BodyPart part, ImapWriter output)
    {
        output.Write(" "u8);
        if (part.Disposition is { } disposition)
        {
            output.Write("("u8).HeaderText(disposition.Type).Write(" "u8);
            WriteParameters(disposition.Parameters, output);
            output.Write(")"u8);
        }
        else
        {
            output.Nil();
        }
        output.Write(" "u8);
        WriteLanguages(part.Language, output);
        output.Write(" "u8).HeaderText(part.Location);
    }

    /// <summary><c>body-fld-param</c>.</summary>
    private static void WriteParameters(IReadOnlyList<MimeParameter> parameters, ImapWriter output)
    {
        if (parameters.Count == 0)
        {
            output.Nil();
            return;
        }
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = output.Utf8Headers ? parameters[i] : parameters[i].ToAscii();
            output.Write(i == 0 ? "("u8 : " "u8).HeaderText(parameter.Name).Write(" "u8).HeaderText(parameter.Value);
        }
        output.Write(")"u8);
    }

    /// <summary><c>body-fld-lang</c>: one string, or a list of them.</summary>
    private static void WriteLanguages(IReadOnlyList<string> languages, ImapWriter output)
    {
        if (languages.Count <= 1)
        {
            output.HeaderText(languages.Count == 0 ? null : languages[0]);
            return;
        }
        for (var i = 0; i < languages.Count; i++)
            output.Write(i == 0 ? "("u8 : " "u8).HeaderText(languages[i]);
        output.Write(")"u8);
    }
}
