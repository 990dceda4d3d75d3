using MailCloud.Mail.Messages;

namespace MailCloud.Webmail.Rendering;

/// <summary>
/// Which parts of a message a reader sees, in order: its htmlBody (RFC 8621 §4.1.4), that is, of each alternative the page rather than the text. Messages inside follow; what is
/// left is for download.
/// </summary>
internal static class DisplayParts
{
    public static IReadOnlyList<DisplayPart> Of(DisplayPart root)
    {
        var shown = new List<DisplayPart>();
        Add(root, Place.First, shown);
        var embedded = root.All.Where(part => part.Part.Message is not null && !shown.Contains(part));
        return [.. shown.Concat(embedded).Take(RenderLimits.Parts)];
    }

    private static void Add(DisplayPart part, Place place, List<DisplayPart> shown)
    {
        if (!part.Part.IsMultipart)
        {
            if (IsShown(part, place))
                shown.Add(part);
            return;
        }
        var children = part.Children.ToList();
        switch (part.Part.Subtype)
        {
            case "alternative":
                if (Alternative(children) is { } chosen)
                    Add(chosen, place, shown);
                break;
            case "related":
                // The parameter "start" names the root (RFC 2387 §3.2); it is the first part in all mail that is written today.
                Add(Start(part.Part, children), place, shown);
                break;
            case "signed" or "report":
                Add(children[0], place, shown);
                // A report says in its first part, for people, what the others say to machines.
                break;
            default:
                for (var i = 0; i < children.Count; i++)
                    Add(children[i], place == Place.First && i == 0 ? Place.First : Place.Later, shown);
                break;
        }
    }

    /// <summary>The last one that can be shown is the richest (RFC 2046 §5.1.4), but an empty page is worth less than a text.</summary>
    private static DisplayPart? Alternative(List<DisplayPart> children) =>
        children.LastOrDefault(child => child.Part.Body.Length > 0 && child.All.Any(part => IsPage(part.Part)))
        ?? children.LastOrDefault(child => child.Part.Body.Length > 0 && child.All.Any(part => IsText(part.Part)))
        ?? children.LastOrDefault(child => child.All.Any(part => IsShown(part, Place.First)));

    private static DisplayPart Start(BodyPart related, List<DisplayPart> children)
    {
        var start = MimeParameter.Find(related.Parameters, "start");
        return children.Find(child => start is not null && string.Equals(child.Part.Id, start, StringComparison.Ordinal)) ?? children[0];
    }

    private static bool IsShown(DisplayPart part, Place place) =>
        part.Part.Disposition?.Type is not "attachment"
        && (
            IsPage(part.Part) || IsText(part.Part)
                // A text with a name that is not the first thing is an attachment, as with RFC 8621 §4.1.4.
                ? place == Place.First || part.Part.Disposition?.Type is "inline" || part.Part.FileName is null
                : part.IsPicture && place == Place.Later && part.Part.Disposition?.Type is "inline"
        );

    public static bool IsPage(BodyPart part) => part.Type is "text" && part.Subtype is "html";

    /// <summary>Texts of unknown kinds can be read; calendars and cards are for machines.</summary>
    public static bool IsText(BodyPart part) =>
        part.Type is "text" && part.Subtype is not ("html" or "calendar" or "vcard" or "x-vcard" or "css" or "javascript");

    private enum Place
    {
        First,
        Later,
    }
}
