using System.Text.Json.Nodes;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>A property that stands for a header field (RFC 8621 §4.1.3): <c>header:Resent-To:asAddresses:all</c>.</summary>
/// <param name="Field">The field's name, as the client writes it.</param>
/// <param name="All">All fields of the name; otherwise the last one.</param>
internal sealed record HeaderProperty(string Field, HeaderForm Form, bool All)
{
    public const string Prefix = "header:";

    /// <summary>Null: the name says something else, or a form that the field does not have.</summary>
    public static HeaderProperty? Parse(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var parts = name.Split(':');
        var field = parts[1];
        var rest = parts.AsSpan(2);
        var all = rest is [.., "all"];
        if (all)
            rest = rest[..^1];
        var form = rest switch
        {
            [] => HeaderForm.Raw,
            [var only] => HeaderForms.Find(only),
            _ => null,
        };
        return form is { } found && IsFieldName(field) && HeaderForms.IsAllowed(field, found)
            ? new HeaderProperty(field, found, all)
            : null;
    }

    /// <summary>The property's value in a header.</summary>
    public JsonNode? Of(HeaderFields header)
    {
        var values = header.Values(Field, Form);
        return All ? new JsonArray([.. values]) : (values is [.., var last] ? last : null);
    }

    private static bool IsFieldName(string name) => name.Length > 0 && name.All(letter => letter is > ' ' and < '\x7F' and not ':');
}
