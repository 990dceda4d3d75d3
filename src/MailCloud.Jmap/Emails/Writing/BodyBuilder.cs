using System.Runtime.InteropServices;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;
using MimeKit;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>
/// Makes the body of a message: either of the whole structure that a client describes, or of a text, the same in HTML, and files, whose structure is then ours
/// (RFC 8621 §4.6).
/// </summary>
internal sealed class BodyBuilder
{
    private const string Structure = "bodyStructure";
    private const string TextBody = "textBody";
    private const string HtmlBody = "htmlBody";
    private const string Attachments = "attachments";

    private readonly JsonElement email;
    private readonly HeaderWriter headers;
    private readonly List<JsonElement> parts;
    private readonly Dictionary<string, (byte[] Content, string MediaType)> blobs = new(StringComparer.Ordinal);

    /// <param name="headers">The fields of the message, which those of its body must not be.</param>
    /// <exception cref="SetFailure">It has too many parts.</exception>
    public BodyBuilder(JsonElement email, HeaderWriter headers)
    {
        (this.email, this.headers) = (email, headers);
        parts = [.. Parts().Take(JmapLimits.MaxParts + 1)];
        if (parts.Count > JmapLimits.MaxParts)
            throw new SetFailure(SetError.TooLarge($"A message may have {JmapLimits.MaxParts} parts."));
    }

    /// <summary>It is made of more than its texts.</summary>
    public bool HasBlobs => parts.Exists(part => BlobOf(part) is not null);

    /// <summary>Reads the blobs that the body is made of. A content that several parts have counts for each of them.</summary>
    /// <exception cref="SetFailure">A blob is not there, or the parts are too large together.</exception>
    public async ValueTask ReadAsync(MethodCall call, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        var room = JmapLimits.MaxSizeUpload - parts.Sum(TextOctets);
        if (room < 0)
            throw TooLarge();
        foreach (var (id, uses) in parts.Select(BlobOf).OfType<string>().CountBy(id => id, StringComparer.Ordinal))
        {
            if (await Blob.FindAsync(call.Server, call.Account, call.Resolve(id) ?? id, cancellationToken) is not { } blob)
            {
                missing.Add(id);
                continue;
            }
            var content = await blob.ReadAsync((int)(room / uses), cancellationToken) ?? throw TooLarge();
            room -= (long)content.Length * uses;
            blobs[id] = (content, blob.MediaType);
        }
        if (missing.Count > 0)
            throw new SetFailure(new SetError("blobNotFound", "There are no such blobs.") { BlobsNotFound = [.. missing] });
    }

    /// <exception cref="SetFailure">It is no body.</exception>
    public MimeEntity Build()
    {
        if (!Has(Structure))
            return BuildOurs();
        if (Has(TextBody) || Has(HtmlBody) || Has(Attachments))
            throw SetFailure.Invalid("The structure and its parts are two ways to say the same.", Structure);
        return Part(email.GetProperty(Structure), Structure).Build(headers);
    }

    /// <summary>
    /// A text and its HTML are alternatives; pictures that the HTML shows are related to it; everything else is mixed with them.
    /// </summary>
    private MimeEntity BuildOurs()
    {
        var text = Single(TextBody, "text/plain");
        var html = Single(HtmlBody, "text/html");
        var files = List(Attachments).Select(part => Part(part, Attachments)).ToList();
        var shown = html is null ? [] : files.Where(file => file.IsShownInHtml).ToList();
        var rich = html is not null && shown.Count > 0 ? Join("related", [html, .. shown.Select(file => file.Build(headers))]) : html;
        var body = text is not null && rich is not null ? Join("alternative", [text, rich]) : text ?? rich ?? new TextPart("plain", "");
        var others = files.Except(shown).Select(file => file.BuildAttachment(headers)).ToList();
        return others.Count > 0 ? Join("mixed", [body, .. others]) : body;
    }

    private MimeEntity? Single(string property, string mediaType)
    {
        var list = List(property).ToList();
        if (list.Count == 0)
            return null;
        var part = list.Count == 1 ? Part(list[0], property, mediaType) : throw SetFailure.Invalid("There is one part.", property);
        return string.Equals(part.MediaType, mediaType, StringComparison.Ordinal)
            ? part.Build(headers)
            : throw SetFailure.Invalid($"The part is {mediaType}.", property);
    }

    private PartBuilder Part(JsonElement part, string property, string? mediaType = null) => new(part, property, mediaType, email, blobs);

    private bool Has(string property) => email.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null;

    private IEnumerable<JsonElement> List(string property) =>
        !Has(property) ? []
        : email.GetProperty(property) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray()
        : throw SetFailure.Invalid("It is no list.", property);

    /// <summary>All parts that are described.</summary>
    private IEnumerable<JsonElement> Parts()
    {
        var top = new[] { TextBody, HtmlBody, Attachments }.SelectMany(List);
        return (Has(Structure) ? top.Append(email.GetProperty(Structure)) : top).SelectMany(WithSubParts);
    }

    private static IEnumerable<JsonElement> WithSubParts(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("subParts", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().SelectMany(WithSubParts).Prepend(part)
            : [part];

    private static string? BlobOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("blobId", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;

    /// <summary>The octets of the value that a part has; 0: it has none.</summary>
    private long TextOctets(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object
        && part.TryGetProperty("partId", out var id)
        && id.ValueKind == JsonValueKind.String
        && email.TryGetProperty("bodyValues", out var values)
        && values.ValueKind == JsonValueKind.Object
        && values.TryGetProperty(id.GetString()!, out var value)
            ? JsonMarshal.GetRawUtf8Value(value).Length
            : 0;

    private static SetFailure TooLarge() => new(SetError.TooLarge($"The parts of a message may have {JmapLimits.MaxSizeUpload} octets."));

    private static Multipart Join(string subtype, IEnumerable<MimeEntity> parts)
    {
        var joined = new Multipart(subtype);
        foreach (var part in parts)
            joined.Add(part);
        return joined;
    }
}
