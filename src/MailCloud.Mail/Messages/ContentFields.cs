using System.Text;
using MimeKit;

namespace MailCloud.Mail.Messages;

/// <summary>Reads the fields of a header that describe a part (RFC 2045, RFC 2183). MimeKit knows their grammar and the common faults.</summary>
internal static class ContentFields
{
    private static readonly ByteRange Unknown = new(0, 0);

    /// <summary>What a part is taken for when it is not looked into.</summary>
    public static readonly BodyPart Opaque = new()
    {
        Type = "application",
        Subtype = "octet-stream",
        Encoding = "8bit",
        Header = Unknown,
        Body = Unknown,
    };

    /// <summary>What a part is that does not say, or not so that it can be read (RFC 2045 §5.2).</summary>
    private static readonly BodyPart Plain = new()
    {
        Type = "text",
        Subtype = "plain",
        Parameters = [new MimeParameter("charset", "us-ascii")],
        Header = Unknown,
        Body = Unknown,
    };

    /// <summary>What a part of a multipart/digest is that does not say (RFC 2046 §5.1.5).</summary>
    private static readonly BodyPart DigestEntry = Plain with { Type = "message", Subtype = "rfc822", Parameters = [] };

    /// <summary>Describes the part. Of fields that occur twice the first one holds. The ranges are left for the scanner.</summary>
    public static BodyPart Read(ReadOnlySpan<byte> block, bool inDigest, FieldBudget budget)
    {
        var part = inDigest ? DigestEntry : Plain;
        var seen = Fields.None;
        foreach (var field in new HeaderBlock(block))
        {
            var name = NameOf(field);
            if (name == Fields.None || (seen & name) != Fields.None)
                continue;
            seen |= name;
            part = Describe(part, name, HeaderText.Unfold(budget.Take(field.Value), charset: null));
        }
        return part;
    }

    /// <summary>The bytes that divide this multipart; null when it has no usable boundary.</summary>
    public static byte[]? Boundary(BodyPart multipart)
    {
        var boundary = MimeParameter.Find(multipart.Parameters, "boundary")?.TrimEnd();
        if (string.IsNullOrEmpty(boundary))
            return null;
        var bytes = Encoding.UTF8.GetBytes(boundary);
        return bytes.Length <= SummaryLimits.Boundary ? bytes : null;
    }

    private static BodyPart Describe(BodyPart part, Fields name, string value) =>
        name switch
        {
            Fields.Type => WithType(part, value),
            Fields.Encoding => part with { Encoding = EncodingOf(value) },
            Fields.Id => part with { Id = value },
            Fields.Description => part with { Description = value },
            Fields.Md5 => part with { Md5 = value },
            Fields.Location => part with { Location = value },
            Fields.Language => part with { Language = Words(value) },
            Fields.Disposition => part with { Disposition = DispositionOf(value) },
            _ => part,
        };

    private static BodyPart WithType(BodyPart part, string value)
    {
        // Where only the parameters are at fault the type is still worth having.
        if (!ContentType.TryParse(value, out var type) && !ContentType.TryParse(value.Split(';')[0], out type))
            return part;
        return part with { Type = Lower(type.MediaType), Subtype = Lower(type.MediaSubtype), Parameters = ParametersOf(type.Parameters) };
    }

    private static BodyDisposition? DispositionOf(string value) =>
        ContentDisposition.TryParse(value, out var disposition)
            ? new BodyDisposition(Lower(disposition.Disposition), ParametersOf(disposition.Parameters))
            : null;

    private static MimeParameter[] ParametersOf(ParameterList list) =>
        [.. list.Select(parameter => new MimeParameter(Lower(parameter.Name), parameter.Value.TrimStart('\uFEFF')))];

    /// <summary>The first word, so that a comment or a stray parameter after the encoding does no harm.</summary>
    private static string EncodingOf(string value)
    {
        var end = value.AsSpan().IndexOfAny(" \t;(");
        var word = Lower(end < 0 ? value : value[..end]);
        return word.Length == 0 ? "7bit" : word;
    }

    private static string[] Words(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Lower(string value) => value.ToLowerInvariant();

    [Flags]
    private enum Fields
    {
        None = 0,
        Type = 1,
        Encoding = 2,
        Id = 4,
        Description = 8,
        Disposition = 16,
        Language = 32,
        Location = 64,
        Md5 = 128,
    }

    private static Fields NameOf(HeaderField field)
    {
        if (field.Name.Length < 10 || !Ascii.EqualsIgnoreCase(field.Name[..8], "Content-"u8))
            return Fields.None;
        return field.Is("Content-Type") ? Fields.Type
            : field.Is("Content-Transfer-Encoding") ? Fields.Encoding
            : field.Is("Content-ID") ? Fields.Id
            : field.Is("Content-Description") ? Fields.Description
            : field.Is("Content-Disposition") ? Fields.Disposition
            : field.Is("Content-Language") ? Fields.Language
            : field.Is("Content-Location") ? Fields.Location
            : field.Is("Content-MD5") ? Fields.Md5
            : Fields.None;
    }
}
