using MailCloud.Imap.Output;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>A name that LIST may show.</summary>
/// <param name="Mailbox">Null: no mailbox has the name, but it is subscribed or one below it exists.</param>
internal readonly record struct ListedName(string Name, MailboxEntry? Mailbox, bool Subscribed, bool HasChildren, bool HasSubscribedBelow)
{
    /// <summary>Writes a LIST response up to the name (RFC 9051 §7.3.1); extended data may follow, and the end of the line has to.</summary>
    public void Write(ImapWriter output, bool showsSubscribed)
    {
        output.Write("* LIST ("u8).Write(HasChildren ? "\\HasChildren"u8 : "\\HasNoChildren"u8);
        // \NonExistent implies \Noselect, which clients without LIST-EXTENDED know alone.
        if (Mailbox is null)
            output.Write(" \\NonExistent \\Noselect"u8);
        if (Mailbox is { } mailbox && SpecialUse.NameOf(mailbox.Role) is { IsEmpty: false } use)
            output.Write(" "u8).Write(use);
        if (Subscribed && showsSubscribed)
            output.Write(" \\Subscribed"u8);
        output.Write(") \"/\" "u8).Mailbox(Name);
    }
}

/// <summary>All names that LIST and LSUB can speak of: mailboxes, subscribed names, and the levels above them.</summary>
internal static class ListedNames
{
    public static IEnumerable<ListedName> Of(MailboxDirectory directory)
    {
        var mailboxes = directory.Mailboxes.ToDictionary(mailbox => mailbox.Name, StringComparer.Ordinal);
        var subscribed = directory
            .Mailboxes.Where(mailbox => mailbox.Subscribed)
            .Select(mailbox => mailbox.Name)
            .Concat(directory.SubscribedWithoutMailbox)
            .ToHashSet(StringComparer.Ordinal);
        var parents = LevelsAbove(mailboxes.Keys);
        var aboveSubscribed = LevelsAbove(subscribed);
        return mailboxes
            .Keys.Concat(subscribed)
            .Concat(parents)
            .Concat(aboveSubscribed)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => new ListedName(
                name,
                mailboxes.GetValueOrDefault(name),
                subscribed.Contains(name),
                parents.Contains(name),
                aboveSubscribed.Contains(name)
            ));
    }

    private static HashSet<string> LevelsAbove(IEnumerable<string> names) =>
        names.SelectMany(MailboxName.Superiors).ToHashSet(StringComparer.Ordinal);
}
