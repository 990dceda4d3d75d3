using System.Collections.Immutable;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>Which mailboxes a <c>filter-mailboxes</c> names.</summary>
internal enum MailboxScope
{
    /// <summary>The open one.</summary>
    Selected,

    /// <summary>Those that mail may be delivered to.</summary>
    Inboxes,

    /// <summary>All of the account.</summary>
    Personal,

    Subscribed,

    /// <summary>The named ones with all below them.</summary>
    Subtree,

    /// <summary>The named ones with those a level below them (RFC 7377 §2.2).</summary>
    SubtreeOne,

    /// <summary>The named ones.</summary>
    Mailboxes,
}

/// <summary>
/// <c>filter-mailboxes</c> (RFC 5465 §6): a set of mailboxes, by what they are or by name. Names that no mailbox has mean nothing; they may have no
/// wildcards.
/// </summary>
internal sealed record MailboxFilter(MailboxScope Scope, ImmutableArray<string> Names)
{
    private const int MaxNames = 256;

    public static readonly MailboxFilter Selected = new(MailboxScope.Selected, []);

    public static MailboxFilter Parse(ref ImapReader reader) =>
        reader.TryWord("selected"u8) ? Selected
        : reader.TryWord("inboxes"u8) ? new MailboxFilter(MailboxScope.Inboxes, [])
        : reader.TryWord("personal"u8) ? new MailboxFilter(MailboxScope.Personal, [])
        : reader.TryWord("subscribed"u8) ? new MailboxFilter(MailboxScope.Subscribed, [])
        : reader.TryWord("subtree"u8) ? new MailboxFilter(MailboxScope.Subtree, ParseNames(ref reader))
        : reader.TryWord("subtree-one"u8) ? new MailboxFilter(MailboxScope.SubtreeOne, ParseNames(ref reader))
        : reader.TryWord("mailboxes"u8) ? new MailboxFilter(MailboxScope.Mailboxes, ParseNames(ref reader))
        : throw new ImapSyntaxException("There is no such set of mailboxes");

    /// <summary>Whether the mailbox belongs to it. Which one is open is the session's business.</summary>
    public bool Contains(MailboxEntry mailbox) =>
        Scope switch
        {
            MailboxScope.Selected => false,
            MailboxScope.Inboxes => mailbox.Role is MailboxRole.Inbox or MailboxRole.Junk,
            MailboxScope.Personal => true,
            MailboxScope.Subscribed => mailbox.Subscribed,
            _ => Names.Any(name => Contains(name, mailbox.Name)),
        };

    private bool Contains(string name, string mailbox) =>
        string.Equals(mailbox, name, StringComparison.Ordinal)
        || (Scope != MailboxScope.Mailboxes && IsBelow(name, mailbox) && (Scope == MailboxScope.Subtree || IsChild(name, mailbox)));

    private static bool IsBelow(string name, string mailbox) =>
        mailbox.Length > name.Length
        && mailbox[name.Length] == MailboxDirectory.Delimiter
        && mailbox.StartsWith(name, StringComparison.Ordinal);

    private static bool IsChild(string name, string mailbox) => mailbox.IndexOf(MailboxDirectory.Delimiter, name.Length + 1) < 0;

    private static ImmutableArray<string> ParseNames(ref ImapReader reader)
    {
        reader.Space();
        var names = reader.Peek == (byte)'(' ? reader.List(static (ref ImapReader r) => r.Mailbox()) : [reader.Mailbox()];
        return names.Length <= MaxNames ? [.. names.Select(MailboxDirectory.Canonical)] : throw new ImapSyntaxException("Too many names");
    }
}
