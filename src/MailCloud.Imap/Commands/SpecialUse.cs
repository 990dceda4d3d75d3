using System.Collections.Immutable;
using System.Text;
using MailCloud.Imap.Grammar;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>The special uses of mailboxes as they are on the wire (RFC 6154 §2).</summary>
internal static class SpecialUse
{
    private static readonly ImmutableArray<(MailboxRole Role, ReadOnlyMemory<byte> Name)> Names =
    [
        (MailboxRole.Archive, "\\Archive"u8.ToArray()),
        (MailboxRole.Drafts, "\\Drafts"u8.ToArray()),
        (MailboxRole.Junk, "\\Junk"u8.ToArray()),
        (MailboxRole.Sent, "\\Sent"u8.ToArray()),
        (MailboxRole.Trash, "\\Trash"u8.ToArray()),
    ];

    /// <summary>The attribute that LIST shows; empty for a mailbox without a special use, which INBOX is.</summary>
    public static ReadOnlySpan<byte> NameOf(MailboxRole role)
    {
        foreach (var (known, name) in Names)
            if (known == role)
                return name.Span;
        return [];
    }

    /// <summary>Reads a <c>use-attr</c>; null: one that is not kept here.</summary>
    public static MailboxRole? Read(ref ImapReader reader)
    {
        reader.Octet((byte)'\\', "a special use");
        var wanted = reader.Atom();
        foreach (var (role, name) in Names)
            if (Ascii.EqualsIgnoreCase(wanted, name.Span[1..]))
                return role;
        return null;
    }
}
