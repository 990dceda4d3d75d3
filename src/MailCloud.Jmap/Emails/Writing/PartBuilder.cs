using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Emails.Reading;
using MimeKit;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>Makes a part of a message of an <c>EmailBodyPart</c> as clients describe one (RFC 8621 §4.6).</summary>
internal sealed class PartBuilder
{
    private readonly JsonElement part;
    private readonly string property;
    private readonly JsonElement email;
    private readonly IReadOnlyDictionary<string, (byte[] Content, string MediaType)> blobs;

    /// <param name="part">What the client says.</param>
    /// <param name="property">The Email's property that it is in.</param>
    /// <param name="mediaType">What it is if it does not say; null: what its content is.</param>
    /// <param name="email">The Email, which has the texts.</param>
    /// <param name="blobs">The contents by the ids that are in parts.</param>
    /// <exception cref="SetFailure">It is no part.</exception>
    public PartBuilder(
        JsonElement part,
        string property,
        string? mediaType,
        JsonElement email,
        IReadOnlyDictionary<string, (byte[] Content, string MediaType)> blobs
    )
    {
        (this.part, this.property, this.email, this.blobs) = (part, property, email, blobs);
        if (part.ValueKind != JsonValueKind.Object)
            throw Wrong("A part is an object.");
        var blob = Text("blobId");
        MediaType = (Text("type") ?? mediaType ?? (blob is null ? "text/plain" : blobs[blob].MediaType)).ToLowerInvariant();
    }

    public string MediaType { get; }

    /// <summary>It has a name by which HTML can show it, and does not say that it is a file.</summary>
    public bool IsShownInHtml => Text("cid") is not null && Text("disposition") is not "attachment";

    /// <summary>A part that is a file unless it says otherwise.</summary>
    public MimeEntity BuildAttachment(HeaderWriter message)
    {
        var built = Build(message);
        built.ContentDisposition ??= new ContentDisposition(ContentDisposition.Attachment);
        return built;
    }

    /// <param name="message">The message's fields; a field of the part must not be one of them.</param>
    public MimeEntity Build(HeaderWriter message)
    {
        if (!ContentType.TryParse(MediaType, out var type) || type.Parameters.Count > 0)
            throw Wrong($"{MediaType} is no media type.");
        MimeEntity built =
            type.IsMimeType("multipart", "*") ? Multipart(type, message)
            : Text("partId") is { } id ? TextOf(id, type)
            : Text("blobId") is { } blob ? ContentOf(blobs[blob].Content, type)
            : throw Wrong("A part has a partId or a blobId.");
        Describe(built);
        var headers = new HeaderWriter(built.Headers);
        foreach (
            var header in part.EnumerateObject().Where(member => member.Name.StartsWith(HeaderProperty.Prefix, StringComparison.Ordinal))
        )
            headers.Write(header.Name, FieldOf(header.Name, built, message), header.Value);
        return built;
    }

    private Multipart Multipart(ContentType type, HeaderWriter message)
    {
        if (!part.TryGetProperty("subParts", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw Wrong("A multipart has parts.");
        if (Text("partId") is not null || Text("blobId") is not null)
            throw Wrong("A multipart has no content of its own.");
        var multipart = new Multipart(type.MediaSubtype);
        foreach (var child in list.EnumerateArray())
            multipart.Add(new PartBuilder(child, property, mediaType: null, email, blobs).Build(message));
        return multipart;
    }

    private TextPart TextOf(string id, ContentType type)
    {
        if (!type.IsMimeType("text", "*"))
            throw Wrong("Only a text has a value.");
        if (Text("blobId") is not null || Text("charset") is not null)
            throw Wrong("A part that has a value has neither a blob nor a charset.");
        if (
            !email.TryGetProperty("bodyValues", out var values)
            || values.ValueKind != JsonValueKind.Object
            || !values.TryGetProperty(id, out var value)
            || value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("value", out var text)
            || text.ValueKind != JsonValueKind.String
        )
            throw SetFailure.Invalid($"There is no value of part {id}.", "bodyValues");
        if (IsTrue(value, "isEncodingProblem") || IsTrue(value, "isTruncated"))
            throw SetFailure.Invalid("What is cut or damaged is not sent.", "bodyValues");
        var built = new TextPart(type.MediaSubtype);
        built.SetText(Encoding.UTF8, text.GetString()!.ReplaceLineEndings("\r\n"));
        built.ContentTransferEncoding = built.GetBestEncoding(EncodingConstraint.SevenBit);
        return built;
    }

    /// <summary>A message inside is never encoded (RFC 2046 §5.2.1); files are, since programs on the way take nothing else for granted.</summary>
    private MimePart ContentOf(byte[] content, ContentType type)
    {
        var built = new MimePart(type) { Content = new MimeContent(new MemoryStream(content)) };
        if (Text("charset") is { } charset)
            built.ContentType.Charset = Token(charset);
        built.ContentTransferEncoding =
            !type.IsMimeType("message", "*") ? ContentEncoding.Base64
            : Ascii.IsValid(content) ? ContentEncoding.SevenBit
            : ContentEncoding.EightBit;
        return built;
    }

    private void Describe(MimeEntity built)
    {
        if (Text("disposition") is { } disposition)
            built.ContentDisposition = new ContentDisposition(Token(disposition));
        if (Text("name") is { } name)
        {
            built.ContentType.Name = Plain(name);
            (built.ContentDisposition ??= new ContentDisposition(ContentDisposition.Attachment)).FileName = Plain(name);
        }
        if (Text("cid") is { } cid)
            built.Headers.Replace(HeaderId.ContentId, $"<{Token(cid)}>");
        if (Text("location") is { } location)
            built.Headers.Replace(HeaderId.ContentLocation, Plain(location));
        if (part.TryGetProperty("language", out var languages) && languages.ValueKind == JsonValueKind.Array)
            built.Headers.Replace(
                HeaderId.ContentLanguage,
                string.Join(
                    ", ",
                    languages.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => Token(tag.GetString()!))
                )
            );
        foreach (var member in part.EnumerateObject())
            if (!IsKnown(member.Name))
                throw Wrong($"A part is not made with {member.Name}.");
    }

    private HeaderProperty FieldOf(string name, MimeEntity built, HeaderWriter message)
    {
        var field = HeaderProperty.Parse(name) ?? throw Wrong($"There is no {name}.");
        if (field.Field.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase) || message.Has(field.Field))
            throw Wrong($"{name} is not for the part to say.");
        built.Headers.RemoveAll(field.Field);
        return field;
    }

    private string? Text(string name) =>
        !part.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong($"{name} is no text.");

    private string Token(string text) =>
        text.Length > 0 && text.All(letter => letter is > ' ' and < '\x7F' and not ('<' or '>' or ';' or ',' or '"'))
            ? text
            : throw Wrong($"\"{text}\" cannot be in a header.");

    private SetFailure Wrong(string description) => SetFailure.Invalid(description, property);

    private static string Plain(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));

    private static bool IsTrue(JsonElement value, string name) =>
        value.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static bool IsKnown(string name) =>
        name
            is "partId"
                or "blobId"
                or "size"
                or "name"
                or "type"
                or "charset"
                or "disposition"
                or "cid"
                or "language"
                or "location"
                or "subParts"
        || name.StartsWith(HeaderProperty.Prefix, StringComparison.Ordinal);
}
