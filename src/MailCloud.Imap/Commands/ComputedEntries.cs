using System.Collections.Immutable;
using System.Text;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>The entries that are not kept but known: users read them and cannot set them.</summary>
internal static class ComputedEntries
{
    /// <summary>Of the server (RFC 5464 §6.2.1.2): where to reach whoever runs it, the postmaster of the user's domain.</summary>
    private const string Admin = "/shared/admin";

    /// <summary>Of a mailbox (RFC 6154 §4): the special use that LIST shows.</summary>
    private const string Use = "/private/specialuse";

    /// <summary>Kept entries with these among them.</summary>
    /// <param name="mailbox">Null: of the server.</param>
    public static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> With(
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> kept,
        MailboxEntry? mailbox,
        AccountId account
    )
    {
        if (mailbox is null)
            return kept.SetItem(
                Admin,
                Encoding.UTF8.GetBytes($"mailto:postmaster@{account.Value[(account.Value.LastIndexOf('@') + 1)..]}")
            );
        var use = SpecialUse.NameOf(mailbox.Role);
        return use.IsEmpty ? kept : kept.SetItem(Use, use.ToArray());
    }

    /// <summary>Why an entry is not for users to set; null: it is.</summary>
    public static Completion? Refuse(string name, bool ofServer) =>
        ofServer && EntryName.IsBelow(name, EntryName.Shared)
            ? Completion.No("The server's own entries are not for users to change", ResponseCode.NoPermission)
        : !ofServer && EntryName.LevelsBelow(name, Use) is 0
            ? Completion.No("A mailbox gets its special use when it is made", ResponseCode.Cannot)
        : null;
}
