using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Messages;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>A property of an <c>EmailBodyPart</c> (RFC 8621 §4.1.4).</summary>
/// <param name="ReadsHeader">Its value is in the part's header, which has to be read for it.</param>
internal sealed record BodyPartProperty(string Name, bool ReadsHeader, Func<NumberedPart, EmailView, JsonNode?> Of)
{
    /// <summary>The parts of a multipart.</summary>
    public const string SubParts = "subParts";

    private static readonly FrozenDictionary<string, BodyPartProperty> Table = new BodyPartProperty[]
    {
        FromSummary("partId", static (part, _) => part.Id),
        FromSummary("blobId", static (part, view) => part.Id is { } id ? view.BlobOf(id) : null),
        FromSummary("size", static (part, _) => SizeOf(part.Part)),
        FromSummary("name", static (part, _) => part.Part.FileName),
        FromSummary("type", static (part, _) => part.MediaType),
        FromSummary("charset", static (part, _) => CharsetOf(part.Part)),
        FromSummary("disposition", static (part, _) => part.Part.Disposition?.Type),
        FromSummary("cid", static (part, _) => part.Part.Id?.Trim().TrimStart('<').TrimEnd('>')),
        FromSummary("language", static (part, _) => EmailJsonValues.StringsOrNull(part.Part.Language)),
        FromSummary("location", static (part, _) => part.Part.Location),
        FromSummary(SubParts, static (part, view) => part.Part.IsMultipart ? view.PartsToJson(part.Parts) : null),
        new("headers", ReadsHeader: true, static (part, view) => view.HeaderOf(part).ToJson()),
    }.ToFrozenDictionary(property => property.Name, StringComparer.Ordinal);

    /// <summary>What a client gets that does not say what it wants.</summary>
    public static readonly ImmutableArray<string> Defaults =
    [
        "partId",
        "blobId",
        "size",
        "name",
        "type",
        "charset",
        "disposition",
        "cid",
        "language",
        "location",
    ];

    /// <exception cref="MethodException">There is no such property.</exception>
    public static BodyPartProperty Parse(string name) =>
        Table.GetValueOrDefault(name)
        ?? (
            HeaderProperty.Parse(name) is { } header
                ? new BodyPartProperty(name, ReadsHeader: true, (part, view) => header.Of(view.HeaderOf(part)))
                : throw MethodException.InvalidArguments($"A body part has no property {name}.")
        );

    /// <summary>
    /// The octets of the content. What is encoded is not read to count them: base64 in lines of the usual length comes to this within two octets, and
    /// quoted-printable to no more than this.
    /// </summary>
    private static long SizeOf(BodyPart part)
    {
        const int line = 76;
        if (part.Encoding is not "base64")
            return part.Body.Length;
        var lines = part.Body.Length / (line + 2);
        var rest = part.Body.Length % (line + 2);
        return (lines * line + Math.Min(rest, line)) / 4 * 3;
    }

    private static string? CharsetOf(BodyPart part) =>
        MimeParameter.Find(part.Parameters, "charset") ?? (part.Type is "text" ? "us-ascii" : null);

    private static BodyPartProperty FromSummary(string name, Func<NumberedPart, EmailView, JsonNode?> of) =>
        new(name, ReadsHeader: false, of);
}
