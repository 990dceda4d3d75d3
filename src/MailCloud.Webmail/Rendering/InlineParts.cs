namespace MailCloud.Webmail.Rendering;

/// <summary>The pictures of a message that its page refers to (RFC 2392, RFC 2557), and where the frame finds them.</summary>
internal sealed class InlineParts
{
    private readonly string emailId;
    private readonly Dictionary<string, DisplayPart> byName = new(StringComparer.Ordinal);

    /// <param name="root">The body of the message that the page is of.</param>
    public InlineParts(string emailId, DisplayPart root)
    {
        this.emailId = emailId;
        foreach (var part in root.All)
        {
            if (part.Part.IsMultipart)
                continue;
            if (part.Part.Id?.Trim().TrimStart('<').TrimEnd('>') is { Length: > 0 } id)
                byName.TryAdd(id, part);
            if (part.Part.Location?.Trim() is { Length: > 0 } location)
                byName.TryAdd(location, part);
        }
    }

    /// <summary>Null: no part has that Content-ID or Content-Location.</summary>
    public string? AddressOf(string name) => byName.TryGetValue(name, out var part) ? AddressOf(emailId, part) : null;

    public static string AddressOf(string emailId, DisplayPart part) => $"{RenderingEndpoints.View}{emailId}/inline/{part.Id}";
}
