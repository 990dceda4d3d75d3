namespace MailCloud.Mail.Messages;

/// <summary>Decides which parts are offered for download beside the text (RFC 8621 §4.1.4).</summary>
internal static class Attachments
{
    /// <summary>Whether there is one in the message, not counting those inside embedded messages.</summary>
    public static bool Any(BodyPart part)
    {
        if (!part.IsMultipart)
            return IsAttachment(part, parent: null);
        foreach (var child in part.Parts)
        {
            if (child.IsMultipart ? Any(child) : IsAttachment(child, part))
                return true;
        }
        return false;
    }

    /// <summary>
    /// The disposition decides. Without one, a part that is no text is an attachment unless it belongs to its siblings: the picture that
    /// a page shows, a signature, the machine-readable half of a report.
    /// </summary>
    private static bool IsAttachment(BodyPart part, BodyPart? parent) =>
        part.Disposition?.Type switch
        {
            "attachment" => true,
            "inline" => false,
            _ when part.Type is "text" => part.FileName is not null,
            _ => parent?.Subtype switch
            {
                "related" => part.Id is null,
                "alternative" or "signed" or "encrypted" or "report" => false,
                _ => true,
            },
        };
}
