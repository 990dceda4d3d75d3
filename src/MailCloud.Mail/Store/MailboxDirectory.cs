using System.Collections.Immutable;
using System.Text;

namespace MailCloud.Mail.Store;

/// <summary>A mailbox as the directory lists it: all that LIST and STATUS need, with no look at its messages.</summary>
/// <param name="LastUid">The highest UID ever given in the mailbox; UIDNEXT is one more. Zero: none yet.</param>
/// <param name="HighestModSeq">HIGHESTMODSEQ (RFC 7162 §3.1.2.1).</param>
public sealed record MailboxEntry(
    MailboxId Id,
    string Name,
    MailboxRole Role,
    bool Subscribed,
    Uid LastUid,
    ModSeq HighestModSeq,
    Tally Tally
)
{
    public uint UidValidity => Id.UidValidity;

    /// <summary>UIDNEXT (RFC 9051 §2.3.1.1): changes only when mail arrives.</summary>
    public uint UidNext => checked(LastUid.Value + 1);
}

/// <summary>
/// An account's mailboxes and subscribed names. Names are Unicode, <c>/</c> parts the levels, and INBOX is INBOX in any case. Immutable.
/// </summary>
public sealed class MailboxDirectory
{
    /// <summary>The hierarchy delimiter (RFC 9051 §5.1.1).</summary>
    public const char Delimiter = '/';

    public const string Inbox = "INBOX";

    /// <summary>Octets of UTF-8 that all names may have together: the directory is one row of a table, and every delivery writes it.</summary>
    public const int MaxNameOctets = 256 * 1024;

    private readonly ImmutableSortedDictionary<string, MailboxEntry> byName;

    // Every event names its mailbox by id, and names change seldom.
    private readonly ImmutableDictionary<MailboxId, string> names;

    private MailboxDirectory(
        ImmutableSortedDictionary<string, MailboxEntry> byName,
        ImmutableDictionary<MailboxId, string> names,
        ImmutableSortedSet<string> orphans
    )
    {
        this.byName = byName;
        this.names = names;
        SubscribedWithoutMailbox = orphans;
    }

    public static readonly MailboxDirectory Empty = new(
        ImmutableSortedDictionary.Create<string, MailboxEntry>(StringComparer.Ordinal),
        ImmutableDictionary<MailboxId, string>.Empty,
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal)
    );

    /// <summary>The directory of these mailboxes and subscribed names without one, as a store has kept them.</summary>
    public static MailboxDirectory Of(IEnumerable<MailboxEntry> mailboxes, IEnumerable<string> subscribedWithoutMailbox)
    {
        var entries = mailboxes.ToImmutableSortedDictionary(mailbox => mailbox.Name, mailbox => mailbox, StringComparer.Ordinal);
        var ids = entries.Values.ToImmutableDictionary(mailbox => mailbox.Id, mailbox => mailbox.Name);
        return new(entries, ids, subscribedWithoutMailbox.ToImmutableSortedSet(StringComparer.Ordinal));
    }

    /// <summary>All mailboxes, ordered by name.</summary>
    public IEnumerable<MailboxEntry> Mailboxes => byName.Values;

    public int Count => byName.Count;

    /// <summary>Names that are subscribed although no mailbox has them now (RFC 9051 §6.3.7).</summary>
    public ImmutableSortedSet<string> SubscribedWithoutMailbox { get; }

    /// <summary>Octets of UTF-8 of all names, of mailboxes and of subscriptions without one.</summary>
    public long NameOctets => byName.Keys.Concat(SubscribedWithoutMailbox).Sum(name => (long)Encoding.UTF8.GetByteCount(name));

    /// <summary>A name as the directory writes it: INBOX, and INBOX as a first level, in capitals.</summary>
    public static string Canonical(string name) =>
        name.StartsWith(Inbox, StringComparison.OrdinalIgnoreCase) && (name.Length == Inbox.Length || name[Inbox.Length] == Delimiter)
            ? string.Concat(Inbox, name.AsSpan(Inbox.Length))
            : name;

    public MailboxEntry? Find(string name) => byName.GetValueOrDefault(Canonical(name));

    public MailboxEntry? Find(MailboxId id) => names.TryGetValue(id, out var name) ? byName[name] : null;

    public MailboxEntry? Find(MailboxRole role) => byName.Values.FirstOrDefault(mailbox => mailbox.Role == role);

    /// <summary>The mailboxes below a name, at any level.</summary>
    public IEnumerable<MailboxEntry> Below(string name)
    {
        var prefix = Canonical(name) + Delimiter;
        return byName.Values.Where(mailbox => mailbox.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>The directory with this mailbox in it, in place of the one with its id.</summary>
    public MailboxDirectory With(MailboxEntry mailbox)
    {
        var isRenamed = Find(mailbox.Id) is { } old && !string.Equals(old.Name, mailbox.Name, StringComparison.Ordinal);
        var rest = isRenamed ? byName.Remove(names[mailbox.Id]) : byName;
        return new(rest.SetItem(mailbox.Name, mailbox), names.SetItem(mailbox.Id, mailbox.Name), SubscribedWithoutMailbox);
    }

    public MailboxDirectory Without(MailboxEntry mailbox) =>
        new(byName.Remove(mailbox.Name), names.Remove(mailbox.Id), SubscribedWithoutMailbox);

    public MailboxDirectory WithOrphanSubscription(string name, bool subscribed) =>
        new(byName, names, subscribed ? SubscribedWithoutMailbox.Add(name) : SubscribedWithoutMailbox.Remove(name));
}
