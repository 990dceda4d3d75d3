using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>The properties of mailboxes as clients get them (RFC 8621 §2).</summary>
internal static class MailboxView
{
    private static readonly FrozenDictionary<string, Func<MailboxNode, MailboxCount, JsonNode?>> Properties = new Dictionary<
        string,
        Func<MailboxNode, MailboxCount, JsonNode?>
    >(StringComparer.Ordinal)
    {
        ["id"] = static (mailbox, _) => JmapIds.Of(mailbox.Id),
        ["name"] = static (mailbox, _) => mailbox.Name,
        ["parentId"] = static (mailbox, _) => mailbox.Parent is { } parent ? JmapIds.Of(parent.Id) : null,
        ["role"] = static (mailbox, _) => NameOf(mailbox.Entry.Role),
        ["sortOrder"] = static (mailbox, _) => mailbox.SortOrder,
        ["totalEmails"] = static (_, count) => count.Emails,
        ["unreadEmails"] = static (_, count) => count.UnreadEmails,
        ["totalThreads"] = static (_, count) => count.Threads,
        ["unreadThreads"] = static (_, count) => count.UnreadThreads,
        ["myRights"] = static (mailbox, _) => RightsOf(mailbox.Entry.Role),
        ["isSubscribed"] = static (mailbox, _) => mailbox.Entry.Subscribed,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> AllProperties { get; } = [.. Properties.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The properties that are counts.</summary>
    public static IReadOnlyList<string> Counts { get; } = ["totalEmails", "unreadEmails", "totalThreads", "unreadThreads"];

    /// <summary>The role as JMAP writes it; null: none.</summary>
    public static string? NameOf(MailboxRole role) => role is MailboxRole.None ? null : role.ToString().ToLowerInvariant();

    /// <summary>The role of that name; null: there is no such one.</summary>
    public static MailboxRole? RoleOf(string? name) =>
        name is null ? MailboxRole.None
        : Enum.GetValues<MailboxRole>().FirstOrDefault(role => string.Equals(NameOf(role), name, StringComparison.Ordinal))
            is not MailboxRole.None
                and var found
            ? found
        : null;

    /// <param name="properties">Their names are known; <c>id</c> is there anyway.</param>
    public static JsonObject Of(MailboxNode mailbox, MailboxCount count, IEnumerable<string> properties)
    {
        var view = new JsonObject { ["id"] = JmapIds.Of(mailbox.Id) };
        foreach (var property in properties)
            view[property] = Properties[property](mailbox, count);
        return view;
    }

    /// <exception cref="MethodException">There is no property of that name.</exception>
    public static void Check(IEnumerable<string> properties)
    {
        if (properties.FirstOrDefault(property => !Properties.ContainsKey(property)) is { } unknown)
            throw MethodException.InvalidArguments($"A Mailbox has no property {unknown}.");
    }

    /// <summary>The account is its owner's, who may do everything but rename or delete INBOX.</summary>
    private static JsonObject RightsOf(MailboxRole role) =>
        new()
        {
            ["mayReadItems"] = true,
            ["mayAddItems"] = true,
            ["mayRemoveItems"] = true,
            ["maySetSeen"] = true,
            ["maySetKeywords"] = true,
            ["mayCreateChild"] = true,
            ["mayRename"] = role is not MailboxRole.Inbox,
            ["mayDelete"] = role is not MailboxRole.Inbox,
            ["maySubmit"] = true,
        };
}
