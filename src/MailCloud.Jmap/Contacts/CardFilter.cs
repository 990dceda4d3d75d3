using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;

namespace MailCloud.Jmap.Contacts;

/// <summary>Conditions of <c>ContactCard/query</c> (RFC 9610 §3.3.1). Text is found as part of other text, in upper or lower case; all of several words have to be there.</summary>
internal static class CardFilter
{
    public static Func<KnownObject, bool> Read(string property, JsonElement value) =>
        property switch
        {
            "inAddressBook" => Is(value, _ => AddressBookMethods.Id),
            "uid" => Is(value, card => CardText.Property(card, "uid")),
            "kind" => Is(value, card => CardText.Property(card, "kind") is { Length: > 0 } kind ? kind : "individual"),
            "hasMember" => Has(value, "members"),
            "createdBefore" => IsBefore(value, "created", 1),
            "createdAfter" => IsBefore(value, "created", -1),
            "updatedBefore" => IsBefore(value, "updated", 1),
            "updatedAfter" => IsBefore(value, "updated", -1),
            "text" => Contains(value, CardText.All),
            "name" => Contains(value, card => CardText.Strings(card["name"])),
            "name/given" or "name/surname" or "name/surname2" => Contains(
                value,
                card => [CardText.NamePart(card, property["name/".Length..])]
            ),
            "nickname" => Contains(value, card => CardText.Strings(card["nicknames"])),
            "organization" => Contains(value, card => CardText.Strings(card["organizations"])),
            "email" => Contains(value, card => CardText.Strings(card["emails"])),
            "phone" => Contains(value, card => CardText.Strings(card["phones"])),
            "onlineService" => Contains(value, card => CardText.Strings(card["onlineServices"])),
            "address" => Contains(value, card => CardText.Strings(card["addresses"])),
            "note" => Contains(value, card => CardText.Strings(card["notes"])),
            _ => throw MethodException.UnsupportedFilter($"ContactCard has no condition {property}."),
        };

    private static Func<KnownObject, bool> Is(JsonElement value, Func<JsonObject, string> text)
    {
        var wanted = TextOf(value);
        return card => string.Equals(text(card.Value), wanted, StringComparison.Ordinal);
    }

    private static Func<KnownObject, bool> Has(JsonElement value, string set)
    {
        var wanted = TextOf(value);
        return card => card.Value[set] is JsonObject members && members.ContainsKey(wanted);
    }

    // UTCDates are ordered as their text is (RFC 8620 §1.4).
    private static Func<KnownObject, bool> IsBefore(JsonElement value, string property, int sign)
    {
        var limit = TextOf(value);
        return card =>
            CardText.Property(card.Value, property) is { Length: > 0 } date
            && (string.CompareOrdinal(date, limit) * sign < 0 || sign < 0 && string.Equals(date, limit, StringComparison.Ordinal));
    }

    private static Func<KnownObject, bool> Contains(JsonElement value, Func<JsonObject, IEnumerable<string>> texts)
    {
        var words = TextOf(value).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return card =>
        {
            var all = texts(card.Value).ToList();
            return Array.TrueForAll(words, word => all.Exists(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        };
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw MethodException.InvalidArguments("A condition is a text.");
}

/// <summary>The texts of a card (RFC 9553).</summary>
internal static class CardText
{
    /// <summary>Properties whose texts are no words of the card's user.</summary>
    private static readonly string[] Technical = ["@type", "version", "uid", "prodId", "created", "updated", "addressBookIds", "media"];

    public static IEnumerable<string> All(JsonObject card) =>
        card.Where(entry => !Technical.Contains(entry.Key, StringComparer.Ordinal)).SelectMany(entry => Strings(entry.Value));

    /// <summary>All texts in a value, of whatever shape it is; <c>@type</c> is none.</summary>
    public static IEnumerable<string> Strings(JsonNode? node) =>
        node switch
        {
            JsonObject some => some.Where(entry => entry.Key is not "@type").SelectMany(entry => Strings(entry.Value)),
            JsonArray some => some.SelectMany(Strings),
            JsonValue value when value.TryGetValue(out string? text) => [text],
            _ => [],
        };

    /// <summary>A property that is a text; empty: it is none, or not there.</summary>
    public static string Property(JsonObject card, string name) =>
        card[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    /// <summary>The parts of a name of that kind, in order (RFC 9553 §2.2.1); empty: there are none.</summary>
    public static string NamePart(JsonObject card, string kind) =>
        card["name"] is JsonObject name && name["components"] is JsonArray components
            ? string.Join(
                ' ',
                components
                    .OfType<JsonObject>()
                    .Where(part => string.Equals(Property(part, "kind"), kind, StringComparison.Ordinal))
                    .Select(part => Property(part, "value"))
            )
            : "";
}
