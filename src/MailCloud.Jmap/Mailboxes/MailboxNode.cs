using System.Globalization;
using System.Text;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>A mailbox as JMAP sees it (RFC 8621 §2): a name below a parent, where IMAP has one path.</summary>
/// <param name="Parent">
/// The nearest mailbox above; null: it is at the top. A level above that is no mailbox, which IMAP allows, is part of the name.
/// </param>
/// <param name="Name">The name below the parent.</param>
internal sealed record MailboxNode(MailboxEntry Entry, MailboxEntry? Parent, string Name, int SortOrder)
{
    /// <summary>Where the order that clients give a mailbox is kept: among its annotations, so that its change is one of the account.</summary>
    public const string SortOrderEntry = "/private/vendor/mailcloud/sortorder";

    /// <summary>What people call INBOX.</summary>
    private const string InboxName = "Inbox";

    private const int DefaultSortOrder = 10;

    public MailboxId Id => Entry.Id;

    /// <param name="state">With its messages.</param>
    public static MailboxNode Of(AccountState state, MailboxEntry entry)
    {
        var parent = MailboxName.Superiors(entry.Name).Reverse().Select(state.Directory.Find).FirstOrDefault(found => found is not null);
        var name =
            parent is not null ? entry.Name[(parent.Name.Length + 1)..]
            : entry.Role == MailboxRole.Inbox ? InboxName
            : entry.Name;
        return new MailboxNode(entry, parent, name, SortOrderOf(state, entry));
    }

    /// <summary>All mailboxes of an account.</summary>
    public static IReadOnlyList<MailboxNode> AllOf(AccountState state) => [.. state.Directory.Mailboxes.Select(entry => Of(state, entry))];

    /// <summary>The path of a name below a parent; null: at the top.</summary>
    public static string PathOf(MailboxEntry? parent, string name) =>
        parent is null ? name : $"{parent.Name}{MailboxDirectory.Delimiter}{name}";

    private static int SortOrderOf(AccountState state, MailboxEntry entry) =>
        Annotations.Find(state.Annotations.Of(entry.Id), SortOrderEntry) is { } value
        && int.TryParse(Encoding.ASCII.GetString(value.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var order)
            ? order
            : entry.Role switch
            {
                MailboxRole.Inbox => 1,
                MailboxRole.Drafts => 2,
                MailboxRole.Sent => 3,
                MailboxRole.Archive => 4,
                MailboxRole.Junk => 5,
                MailboxRole.Trash => 6,
                _ => DefaultSortOrder,
            };
}
