using System.Globalization;
using System.Text.Json.Nodes;
using MailCloud.Mail.Messages;
using MimeKit.Utils;

namespace MailCloud.Jmap.Emails.Reading;

/// <summary>What JMAP's data types look like in JSON (RFC 8620 §1.4, RFC 8621 §4.1.2).</summary>
internal static class EmailJsonValues
{
    /// <summary><c>UTCDate</c>.</summary>
    public static JsonNode UtcDate(DateTimeOffset time) =>
        JsonValue.Create(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    /// <summary><c>Date</c>: in the time zone that it was written in.</summary>
    public static JsonNode? Date(DateTimeOffset? time) =>
        time is null ? null
        : time.Value.Offset == TimeSpan.Zero ? UtcDate(time.Value)
        : JsonValue.Create(time.Value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));

    /// <summary>A set: each item with the value <c>true</c>.</summary>
    public static JsonObject Set(IEnumerable<string> items)
    {
        var set = new JsonObject();
        foreach (var item in items)
            set[item] = true;
        return set;
    }

    public static JsonArray Strings(IEnumerable<string> items) => new([.. items.Select(item => (JsonNode?)JsonValue.Create(item))]);

    /// <summary>Null, if there are none.</summary>
    public static JsonArray? StringsOrNull(IEnumerable<string> items) => Strings(items) is { Count: > 0 } some ? some : null;

    /// <summary><c>EmailAddress[]</c> (RFC 8621 §4.1.2.3): groups are left out, and their members are not.</summary>
    public static JsonArray Addresses(IEnumerable<EnvelopeAddress> addresses) =>
        new([.. addresses.Where(address => address.Host is not null).Select(Address)]);

    /// <summary><c>EmailAddressGroup[]</c> (RFC 8621 §4.1.2.4): addresses in a row that are in no group are in one without a name.</summary>
    public static JsonArray Groups(IEnumerable<EnvelopeAddress> addresses)
    {
        var groups = new JsonArray();
        JsonArray? members = null;
        foreach (var address in addresses)
        {
            if (address.IsGroupEnd)
                members = null;
            else if (address.IsGroupStart)
                members = Begin(HeaderText.Decode(address.Mailbox ?? ""));
            else
                (members ??= Begin(name: null)).Add(Address(address));
        }
        return groups;

        JsonArray Begin(string? name)
        {
            var begun = new JsonArray();
            groups.Add((JsonNode)new JsonObject { ["name"] = name, ["addresses"] = begun });
            return begun;
        }
    }

    private static JsonNode Address(EnvelopeAddress address) =>
        new JsonObject
        {
            ["name"] = string.IsNullOrWhiteSpace(address.Name) ? null : HeaderText.Decode(address.Name).Trim(),
            ["email"] = string.IsNullOrEmpty(address.Host) ? MimeUtils.Unquote(address.Mailbox ?? "") : $"{address.Mailbox}@{address.Host}",
        };
}
