using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>What a client wants a mailbox to be (RFC 8621 §2.5). What it does not mention stays as it is.</summary>
internal sealed record MailboxPatch
{
    public string? Name { get; private init; }

    /// <summary>Whether the parent is mentioned.</summary>
    public bool HasParent { get; private init; }

    /// <summary>Null: at the top.</summary>
    public MailboxId? Parent { get; private init; }

    public MailboxRole? Role { get; private init; }

    public int? SortOrder { get; private init; }

    public bool? IsSubscribed { get; private init; }

    /// <summary>The names of the properties that are wrong.</summary>
    private ImmutableArray<string> Wrong { get; init; } = [];

    /// <summary>Reads the properties of a new mailbox, or those to change of one that is there.</summary>
    /// <param name="present">All properties as they are; null: the mailbox is new.</param>
    /// <param name="error">Why there is no patch.</param>
    public static MailboxPatch? Read(JsonElement properties, MethodCall call, JsonObject? present, out SetError? error)
    {
        error = null;
        if (properties.ValueKind != JsonValueKind.Object)
        {
            error = SetError.InvalidProperties("A Mailbox is an object.");
            return null;
        }
        var patch = new MailboxPatch();
        foreach (var property in properties.EnumerateObject())
        {
            // No property of a Mailbox that can be set has parts (RFC 8620 §5.3).
            if (property.Name.Contains('/', StringComparison.Ordinal))
            {
                error = new SetError("invalidPatch", $"{property.Name} leads nowhere.");
                return null;
            }
            if (!IsAsItIs(property, present))
                patch = patch.With(property, call);
        }
        if (patch.Name is null && present is null && !patch.Wrong.Contains("name", StringComparer.Ordinal))
            patch = patch.Without("name");
        if (!patch.Wrong.IsEmpty)
            error = SetError.InvalidProperties("Some properties cannot be set, or not to that.", patch.Wrong);
        return error is null ? patch : null;
    }

    private static bool IsAsItIs(JsonProperty property, JsonObject? present) =>
        present is not null
        && present.TryGetPropertyValue(property.Name, out var value)
        && JsonNode.DeepEquals(value, JsonNode.Parse(property.Value.GetRawText()));

    private MailboxPatch With(JsonProperty property, MethodCall call)
    {
        var value = property.Value;
        switch (property.Name)
        {
            case "name" when value.ValueKind is JsonValueKind.String && IsName(value.GetString()!):
                return this with { Name = value.GetString() };
            case "parentId" when value.ValueKind is JsonValueKind.Null:
                return this with { HasParent = true };
            case "parentId" when value.ValueKind is JsonValueKind.String && ParentOf(value.GetString()!, call) is { } parent:
                return this with { HasParent = true, Parent = parent };
            case "role"
                when value.ValueKind is JsonValueKind.Null or JsonValueKind.String && MailboxView.RoleOf(value.GetString()) is { } role:
                return this with { Role = role };
            case "sortOrder" when value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var order) && order >= 0:
                return this with { SortOrder = order };
            case "isSubscribed" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return this with { IsSubscribed = value.GetBoolean() };
            default:
                return Without(property.Name);
        }
    }

    private MailboxPatch Without(string wrong) => this with { Wrong = Wrong.Add(wrong) };

    private static bool IsName(string name) =>
        !name.Contains(MailboxDirectory.Delimiter, StringComparison.Ordinal) && MailboxName.IsAllowed(name, out _);

    private static MailboxId? ParentOf(string id, MethodCall call) => call.Resolve(id) is { } known ? JmapIds.ParseMailbox(known) : null;
}
