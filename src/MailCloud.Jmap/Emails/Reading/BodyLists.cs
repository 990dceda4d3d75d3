namespace MailCloud.Jmap.Emails.Reading;

/// <summary>
/// A message as readers show it: the parts that are its text, once for those that like plain text better and once for those that like HTML better, and what is
/// offered for download (RFC 8621 §4.1.4, whose rules these are).
/// </summary>
internal sealed class BodyLists
{
    private readonly List<NumberedPart> text = [];
    private readonly List<NumberedPart> html = [];
    private readonly List<NumberedPart> attachments = [];

    public BodyLists(NumberedPart root) => Sort([root], multipart: "mixed", inAlternative: false, text, html);

    public IReadOnlyList<NumberedPart> Text => text;

    public IReadOnlyList<NumberedPart> Html => html;

    public IReadOnlyList<NumberedPart> Attachments => attachments;

    /// <param name="multipart">The subtype of the multipart that the parts are in.</param>
    /// <param name="inAlternative">One around them, at any level, is an alternative.</param>
    /// <param name="plain">Where parts go that plain text readers show; null: they are another alternative's.</param>
    /// <param name="rich">The same for readers of HTML.</param>
    private void Sort(
        IReadOnlyList<NumberedPart> parts,
        string multipart,
        bool inAlternative,
        List<NumberedPart>? plain,
        List<NumberedPart>? rich
    )
    {
        var (plainBefore, richBefore) = (plain?.Count ?? 0, rich?.Count ?? 0);
        foreach (var (index, part) in parts.Index())
        {
            if (part.Part.IsMultipart)
                Sort(part.Parts, part.Part.Subtype, inAlternative || part.Part.Subtype is "alternative", plain, rich);
            else if (!IsInline(part, index, multipart))
                attachments.Add(part);
            else if (multipart is "alternative")
                AddAlternative(part, plain, rich);
            else
            {
                // Within an alternative the first text tells whose branch this is.
                if (inAlternative && part.MediaType is "text/plain")
                    rich = null;
                if (inAlternative && part.MediaType is "text/html")
                    plain = null;
                plain?.Add(part);
                rich?.Add(part);
                if (part.IsPicture && (plain is null || rich is null))
                    attachments.Add(part);
            }
        }
        if (multipart is "alternative" && plain is not null && rich is not null)
            Complete(plain, plainBefore, rich, richBefore);
    }

    private void AddAlternative(NumberedPart part, List<NumberedPart>? plain, List<NumberedPart>? rich)
    {
        var list = part.MediaType switch
        {
            "text/plain" => plain,
            "text/html" => rich,
            _ => attachments,
        };
        // A kind of text that a branch around this one has ruled out has no list, and must not be lost.
        (list ?? attachments).Add(part);
    }

    /// <summary>An alternative that has only one of the two kinds is shown to readers of both.</summary>
    private static void Complete(List<NumberedPart> plain, int plainBefore, List<NumberedPart> rich, int richBefore)
    {
        var (plainAdded, richAdded) = (plain.Count - plainBefore, rich.Count - richBefore);
        if (plainAdded == 0 && richAdded > 0)
            plain.AddRange(rich[richBefore..]);
        else if (richAdded == 0 && plainAdded > 0)
            rich.AddRange(plain[plainBefore..]);
    }

    /// <summary>
    /// Whether a part belongs to the text that is shown. Of what is related to each other only the first is: the others are what it refers to. A text that has a
    /// name and is not the first is a file.
    /// </summary>
    private static bool IsInline(NumberedPart part, int index, string multipart) =>
        part.Part.Disposition?.Type is not "attachment"
        && (part.MediaType is "text/plain" or "text/html" || part.IsPicture)
        && (index == 0 || (multipart is not "related" && (part.IsPicture || part.Part.FileName is null)));
}
