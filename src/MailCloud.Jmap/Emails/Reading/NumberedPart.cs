using System.Collections.Immutable;
using System.Globalization;
using MailCloud.Mail.Messages;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>A part of a message with its numbers (RFC 9051 §6.4.5.1), which are its <c>partId</c>: <c>2.1</c>; null for a multipart.</summary>
internal sealed record NumberedPart(BodyPart Part, string? Id, ImmutableArray<NumberedPart> Parts)
{
    /// <summary>The type and the subtype.</summary>
    public string MediaType { get; } = $"{Part.Type}/{Part.Subtype}";

    public bool IsText => Part.Type is "text";

    /// <summary>What is shown between texts.</summary>
    public bool IsPicture => Part.Type is "image" or "audio" or "video";

    /// <summary>Numbers the parts of a message, without those of messages inside it.</summary>
    public static NumberedPart Root(BodyPart body) =>
        body.IsMultipart ? new NumberedPart(body, Id: null, Children(body, "")) : new NumberedPart(body, "1", []);

    /// <summary>This part and all in it, in the order in which they come.</summary>
    public IEnumerable<NumberedPart> All() => Parts.SelectMany(part => part.All()).Prepend(this);

    private static ImmutableArray<NumberedPart> Children(BodyPart multipart, string prefix) =>
        [.. multipart.Parts.Select((part, index) => Child(part, string.Create(CultureInfo.InvariantCulture, $"{prefix}{index + 1}")))];

    private static NumberedPart Child(BodyPart part, string numbers) =>
        part.IsMultipart ? new NumberedPart(part, Id: null, Children(part, numbers + ".")) : new NumberedPart(part, numbers, []);
}
