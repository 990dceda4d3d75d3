using System.Text.Json;
using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Search;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>Which mailboxes a query wants (RFC 8621 §2.3): conditions, and operators over them (RFC 8620 §5.5).</summary>
internal static class MailboxFilter
{
    /// <summary>Deeper operators are refused.</summary>
    private const int MaxDepth = 16;

    /// <exception cref="MethodException">The filter is none, or one that is not known.</exception>
    public static Func<MailboxNode, bool> Read(JsonElement? filter) =>
        filter is { ValueKind: not JsonValueKind.Null } given ? Read(given, 0) : static _ => true;

    private static Func<MailboxNode, bool> Read(JsonElement filter, int depth)
    {
        if (filter.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            throw MethodException.InvalidArguments("A filter is an operator or a condition, and not too deep.");
        if (!filter.TryGetProperty("operator", out _))
            return ReadCondition(filter);
        var told = filter.Deserialize(MailboxJson.Default.MailboxFilterOperator)!;
        var inner = told.Conditions.Select(condition => Read(condition, depth + 1)).ToList();
        return told.Operator switch
        {
            "AND" => mailbox => inner.TrueForAll(condition => condition(mailbox)),
            "OR" => mailbox => inner.Exists(condition => condition(mailbox)),
            "NOT" => mailbox => !inner.Exists(condition => condition(mailbox)),
            _ => throw MethodException.InvalidArguments($"There is no operator {told.Operator}."),
        };
    }

    private static Func<MailboxNode, bool> ReadCondition(JsonElement filter)
    {
        var conditions = filter.EnumerateObject().Select(ReadProperty).ToList();
        return mailbox => conditions.TrueForAll(condition => condition(mailbox));
    }

    private static Func<MailboxNode, bool> ReadProperty(JsonProperty property)
    {
        var value = property.Value;
        switch (property.Name)
        {
            case "parentId" when value.ValueKind is JsonValueKind.String or JsonValueKind.Null:
                var parent = value.GetString();
                return mailbox =>
                    string.Equals(mailbox.Parent is { } above ? JmapIds.Of(above.Id) : null, parent, StringComparison.Ordinal);
            case "name" when value.ValueKind is JsonValueKind.String:
                var text = UnicodeCasemap.Fold(value.GetString());
                return mailbox => UnicodeCasemap.Contains(mailbox.Name, text);
            case "role" when value.ValueKind is JsonValueKind.String or JsonValueKind.Null:
                var role = value.GetString();
                return mailbox => string.Equals(MailboxView.NameOf(mailbox.Entry.Role), role, StringComparison.Ordinal);
            case "hasAnyRole" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                var hasRole = value.GetBoolean();
                return mailbox => (MailboxView.NameOf(mailbox.Entry.Role) is not null) == hasRole;
            case "isSubscribed" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                var isSubscribed = value.GetBoolean();
                return mailbox => mailbox.Entry.Subscribed == isSubscribed;
            case "parentId" or "name" or "role" or "hasAnyRole" or "isSubscribed":
                throw MethodException.InvalidArguments($"{property.Name} has a value that it cannot have.");
            default:
                throw MethodException.UnsupportedFilter($"Mailboxes cannot be found by {property.Name}.");
        }
    }
}

/// <param name="Operator"><c>AND</c>, <c>OR</c> or <c>NOT</c>.</param>
internal sealed record MailboxFilterOperator(
    [property: JsonRequired] string Operator,
    [property: JsonRequired] IReadOnlyList<JsonElement> Conditions
);
