using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Emails.Reading;
using MimeKit;
using MimeKit.Utils;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>
/// Makes header fields out of properties, in any of the forms that they can be read in (RFC 8621 §4.6). A field that a client writes never ends its line: nobody
/// gets another field into a header than he names.
/// </summary>
/// <param name="headers">Where they go.</param>
internal sealed class HeaderWriter(HeaderList headers)
{
    private static readonly FormatOptions Format = NewFormat();

    private readonly HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is a field of this name from a property.</summary>
    public bool Has(string field) => written.Contains(field);

    /// <param name="name">What the client calls the property.</param>
    /// <param name="value">Null of JSON: there is no such field.</param>
    /// <exception cref="SetFailure">The value is not of the property's form, or the field was set by another property.</exception>
    public void Write(string name, HeaderProperty property, JsonElement value)
    {
        if (!written.Add(property.Field))
            throw SetFailure.Invalid("Two properties are the same header field.", name);
        if (value.ValueKind == JsonValueKind.Null)
            return;
        if (!property.All)
            headers.Add(ToHeader(name, property, value));
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray())
                headers.Add(ToHeader(name, property, item));
        else
            throw SetFailure.Invalid("It is no list.", name);
    }

    private static Header ToHeader(string name, HeaderProperty property, JsonElement value) =>
        property.Form switch
        {
            HeaderForm.Raw => Raw(property.Field, WithoutLineEnds(Text(name, value))),
            HeaderForm.Text => new Header(Encoding.UTF8, property.Field, Plain(Text(name, value))),
            HeaderForm.Addresses => Raw(property.Field, " " + Write(Addresses(name, value))),
            HeaderForm.GroupedAddresses => Raw(property.Field, " " + Write(Groups(name, value))),
            HeaderForm.Date => new Header(Encoding.UTF8, property.Field, Date(name, value)),
            HeaderForm.MessageIds => new Header(Encoding.UTF8, property.Field, InBrackets(name, value, " ")),
            _ => new Header(Encoding.UTF8, property.Field, InBrackets(name, value, ", ")),
        };

    private static Header Raw(string field, string value)
    {
        var header = new Header(field, "");
        header.SetRawValue(Encoding.UTF8.GetBytes(value + "\r\n"));
        return header;
    }

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw SetFailure.Invalid("It is no text.", name);

    private static string Plain(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));

    /// <summary>What is folded stays so; no line end but that of a folded line is left.</summary>
    private static string WithoutLineEnds(string raw)
    {
        var lines = raw.ReplaceLineEndings("\n").Split('\n');
        var kept = new StringBuilder(Plain(lines[0]));
        foreach (var line in lines.Skip(1))
            kept.Append(line is [' ' or '\t', _, ..] && !string.IsNullOrWhiteSpace(line) ? "\r\n" : " ")
                .Append(Plain(line.Replace('\t', ' ')));
        return kept.ToString();
    }

    private static string Date(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var date)
            ? DateUtils.FormatDate(date)
            : throw SetFailure.Invalid("It is no date.", name);

    private static string InBrackets(string name, JsonElement value, string separator) =>
        string.Join(separator, Items(name, value).Select(item => $"<{Plain(Text(name, item)).Trim(' ', '<', '>')}>"));

    private static JsonElement.ArrayEnumerator Items(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw SetFailure.Invalid("It is no list.", name);

    private static string Write(InternetAddressList list) => list.ToString(Format, encode: true);

    private static InternetAddressList Groups(string name, JsonElement value)
    {
        var list = new InternetAddressList();
        foreach (var group in Items(name, value))
        {
            var members = Addresses(name, Property(name, group, "addresses"));
            if (Property(name, group, "name") is { ValueKind: JsonValueKind.String } title)
                list.Add(new GroupAddress(Encoding.UTF8, Plain(title.GetString()!), members));
            else
                list.AddRange(members);
        }
        return list;
    }

    private static InternetAddressList Addresses(string name, JsonElement value) =>
        new(Items(name, value).Select(item => Address(name, item)));

    /// <summary>A draft may have half of an address: it is kept as a mailbox without a domain, and read as it was written.</summary>
    private static MailboxAddress Address(string name, JsonElement value)
    {
        var label = Property(name, value, "name") is { ValueKind: JsonValueKind.String } given ? Plain(given.GetString()!) : null;
        var email = Plain(Text(name, Property(name, value, "email"))).Trim();
        if (!MailboxAddress.TryParse(email, out var parsed) && !MailboxAddress.TryParse(Quote(email), out parsed))
            throw SetFailure.Invalid($"\"{email}\" is no address.", name);
        return new MailboxAddress(Encoding.UTF8, label ?? "", parsed.Address);
    }

    /// <summary><c>quoted-string</c> (RFC 5322 §3.2.4).</summary>
    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>What is not there is undefined.</summary>
    private static JsonElement Property(string name, JsonElement value, string property) =>
        value.ValueKind == JsonValueKind.Object
            ? (value.TryGetProperty(property, out var found) ? found : default)
            : throw SetFailure.Invalid("It is no object.", name);

    private static FormatOptions NewFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
