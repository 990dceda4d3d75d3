using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MailCloud.Mail.Messages;
using MimeKit.Utils;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>The forms in which a header field can be asked for (RFC 8621 §4.1.2).</summary>
internal enum HeaderForm
{
    Raw,
    Text,
    Addresses,
    GroupedAddresses,
    MessageIds,
    Date,
    Urls,
}

/// <summary>Reads fields in these forms, and knows which field has which.</summary>
internal static partial class HeaderForms
{
    private static readonly FrozenDictionary<string, HeaderForm> Names = new Dictionary<string, HeaderForm>(StringComparer.Ordinal)
    {
        ["asRaw"] = HeaderForm.Raw,
        ["asText"] = HeaderForm.Text,
        ["asAddresses"] = HeaderForm.Addresses,
        ["asGroupedAddresses"] = HeaderForm.GroupedAddresses,
        ["asMessageIds"] = HeaderForm.MessageIds,
        ["asDate"] = HeaderForm.Date,
        ["asURLs"] = HeaderForm.Urls,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The fields of RFC 5322 and RFC 2369, of which only one form beside the raw one makes sense; null: none does. Other fields have all forms.</summary>
    private static readonly FrozenDictionary<string, HeaderForm?> Known = new (HeaderForm? Form, string[] Fields)[]
    {
        (HeaderForm.Text, ["Subject", "Comments", "Keywords"]),
        (
            HeaderForm.Addresses,
            [
                "From",
                "Sender",
                "Reply-To",
                "To",
                "Cc",
                "Bcc",
                "Resent-From",
                "Resent-Sender",
                "Resent-Reply-To",
                "Resent-To",
                "Resent-Cc",
                "Resent-Bcc",
            ]
        ),
        (HeaderForm.MessageIds, ["Message-ID", "In-Reply-To", "References", "Resent-Message-ID"]),
        (HeaderForm.Date, ["Date", "Resent-Date"]),
        (HeaderForm.Urls, ["List-Help", "List-Unsubscribe", "List-Subscribe", "List-Post", "List-Owner", "List-Archive"]),
        (null, ["Return-Path", "Received"]),
    }
        .SelectMany(row => row.Fields.Select(field => KeyValuePair.Create(field, row.Form)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: there is no such form.</summary>
    public static HeaderForm? Find(string name) => Names.TryGetValue(name, out var form) ? form : null;

    /// <summary>Whether fields of a name can be had in a form.</summary>
    public static bool IsAllowed(string field, HeaderForm form) =>
        form == HeaderForm.Raw
        || !Known.TryGetValue(field, out var only)
        || only == form
        || (only, form) == (HeaderForm.Addresses, HeaderForm.GroupedAddresses);

    /// <param name="value">The octets behind the field's colon.</param>
    public static JsonNode? ToJson(ReadOnlySpan<byte> value, HeaderForm form, Encoding? charset)
    {
        if (form == HeaderForm.Raw)
            return JsonValue.Create(Raw(value));
        var text = HeaderText.Unfold(value, charset);
        return form switch
        {
            HeaderForm.Text => JsonValue.Create(Text(text)),
            HeaderForm.Addresses => EmailJsonValues.Addresses(AddressList.Parse(text)),
            HeaderForm.GroupedAddresses => EmailJsonValues.Groups(AddressList.Parse(text)),
            HeaderForm.MessageIds => EmailJsonValues.StringsOrNull(MessageIds.All(text)),
            HeaderForm.Date => EmailJsonValues.Date(DateUtils.TryParse(text, out var date) ? date : null),
            _ => EmailJsonValues.StringsOrNull(Urls(text)),
        };
    }

    /// <summary>The octets but the line end that ends the field, without NUL; what is no UTF-8 is U+FFFD.</summary>
    public static string Raw(ReadOnlySpan<byte> value)
    {
        if (value is [.., (byte)'\n'])
            value = value[..^1];
        if (value is [.., (byte)'\r'])
            value = value[..^1];
        return Encoding.UTF8.GetString(value).Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>The text of a field, unfolded already, as people read it.</summary>
    public static string Text(string unfolded)
    {
        var text = HeaderText.Decode(unfolded);
        return text.Any(char.IsControl) ? string.Concat(text.Where(letter => !char.IsControl(letter))) : text;
    }

    /// <summary>The URLs of a list's field (RFC 2369 §2): each in angle brackets, whatever comments are between. Blanks in them were put there by folding.</summary>
    private static IEnumerable<string> Urls(string text) =>
        InBrackets().Matches(text).Select(url => Blanks().Replace(url.Value[1..^1], "")).Where(url => url.Length > 0);

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex InBrackets();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
