using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Objects;

namespace MailCloud.Jmap.Contacts;

/// <summary>
/// ContactCard (RFC 9610 §3): a JSContact card (RFC 9553) in the one address book. What a client says in it is kept as it is, whether known here or not; only
/// what every card must have is filled in.
/// </summary>
public sealed class ContactCardType() : ObjectType("ContactCard", Capabilities.Contacts, "contact"), IQueriedType
{
    /// <summary>How deep a card may be.</summary>
    private const int MaxDepth = 16;

    private const string Books = "addressBookIds";

    public override char IdPrefix => 'c';

    public override IEnumerable<Method> Methods => [.. base.Methods, .. new QueryMethods<ContactCardType>(this).All];

    public override ValueTask<SetError?> CheckAsync(
        JsonObject value,
        KnownObject? old,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        // RFC 9610 §3: a card is in one address book at least, and here there is one.
        value[Books] ??= new JsonObject { [AddressBookMethods.Id] = true };
        value["@type"] ??= "Card";
        value["version"] ??= "1.0";
        value["uid"] ??= $"urn:uuid:{Guid.NewGuid()}";
        return new(FindFault(value));
    }

    private static SetError? FindFault(JsonObject card)
    {
        if (!JsonNode.DeepEquals(card[Books], new JsonObject { [AddressBookMethods.Id] = true }))
            return SetError.InvalidProperties("There is one address book.", Books);
        if (card["@type"] is not JsonValue type || !type.TryGetValue(out string? name) || name is not "Card")
            return SetError.InvalidProperties("It is a Card.", "@type");
        if (card["uid"] is not JsonValue uid || !uid.TryGetValue(out string? text) || text.Length is 0 or > 255)
            return SetError.InvalidProperties("It is a short text.", "uid");
        foreach (var property in (string[])["name", "emails", "phones", "organizations", "notes", "nicknames", "addresses", "titles"])
            if (card[property] is not (null or JsonObject))
                return SetError.InvalidProperties("It is an object.", property);
        return DepthOf(card) > MaxDepth ? SetError.InvalidProperties("The card is too deep.") : null;
    }

    private static int DepthOf(JsonNode? node) =>
        node switch
        {
            JsonObject { Count: > 0 } some => 1 + some.Max(entry => DepthOf(entry.Value)),
            JsonArray { Count: > 0 } some => 1 + some.Max(DepthOf),
            _ => 0,
        };

    /// <summary>RFC 9610 §3.3.1.</summary>
    public Func<KnownObject, bool> ReadCondition(string property, JsonElement value) => CardFilter.Read(property, value);

    /// <summary>RFC 9610 §3.3.2.</summary>
    public Func<KnownObject, string>? SortKey(string property) =>
        property switch
        {
            "created" or "updated" => card => CardText.Property(card.Value, property),
            "name/given" or "name/surname" or "name/surname2" => card =>
                CardText.NamePart(card.Value, property["name/".Length..]).ToUpperInvariant(),
            _ => null,
        };
}
