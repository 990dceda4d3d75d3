using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MailCloud.Jmap.Emails;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>What a mailbox holds (RFC 8621 §2). A conversation is unread where an unread Email of it is.</summary>
internal readonly record struct MailboxCount(int Emails, int UnreadEmails, int Threads, int UnreadThreads);

/// <summary>
/// The counts of all mailboxes of one state. An Email with several copies is read where all of them are, so that no mailbox can be counted alone: all are, in
/// two passes over all messages, once for a state.
/// </summary>
internal sealed class MailboxCounts
{
    private static readonly ConditionalWeakTable<AccountState, MailboxCounts> Known = [];

    private readonly FrozenDictionary<MailboxId, MailboxCount> counts;

    private MailboxCounts(AccountState state)
    {
        var emails = GatherEmails(state, out var shared);
        SharedBetween = shared;
        var threads = new Dictionary<ulong, ThreadMark>();
        var counted = new Dictionary<MailboxId, MailboxCount>();
        foreach (var mailbox in state.Directory.Mailboxes)
            counted[mailbox.Id] = Count(state.Messages(mailbox.Id), counted.Count + 1, emails, threads);
        counts = counted.ToFrozenDictionary();
    }

    /// <summary>The mailboxes with Emails that lie in others, too: what happens to a copy there may change the counts elsewhere.</summary>
    public IReadOnlySet<MailboxId> SharedBetween { get; }

    public MailboxCount this[MailboxId mailbox] => counts[mailbox];

    /// <param name="state">With its messages.</param>
    public static MailboxCounts Of(AccountState state) => Known.GetValue(state, static state => new MailboxCounts(state));

    private static Dictionary<ulong, EmailMark> GatherEmails(AccountState state, out HashSet<MailboxId> shared)
    {
        var emails = new Dictionary<ulong, EmailMark>(state.Directory.Mailboxes.Sum(mailbox => mailbox.Tally.Messages));
        shared = [];
        foreach (var mailbox in state.Directory.Mailboxes)
        foreach (var stretch in state.Messages(mailbox.Id).Stretches)
        foreach (ref readonly var message in stretch.Span)
        {
            ref var email = ref CollectionsMarshal.GetValueRefOrAddDefault(emails, message.EmailId.Value, out var isKnown);
            if (!isKnown)
                email.Mailbox = mailbox.Id;
            else if (email.Mailbox != mailbox.Id)
                shared.UnionWith([email.Mailbox, mailbox.Id]);
            if (!EmailIndex.IsVisible(message))
                continue;
            email.IsUnseen |= (message.Flags & MessageFlags.Seen) == 0;
            email.IsDraft |= (message.Flags & MessageFlags.Draft) != 0;
        }
        return emails;
    }

    /// <param name="ordinal">Marks what was counted in this mailbox already.</param>
    private static MailboxCount Count(
        MailboxState mailbox,
        int ordinal,
        Dictionary<ulong, EmailMark> emails,
        Dictionary<ulong, ThreadMark> threads
    )
    {
        int all = 0,
            unread = 0,
            allThreads = 0,
            unreadThreads = 0;
        foreach (var stretch in mailbox.Stretches)
        foreach (ref readonly var message in stretch.Span)
        {
            if (!EmailIndex.IsVisible(message))
                continue;
            ref var email = ref CollectionsMarshal.GetValueRefOrNullRef(emails, message.EmailId.Value);
            if (email.CountedIn == ordinal)
                continue;
            email.CountedIn = ordinal;
            all++;
            ref var thread = ref CollectionsMarshal.GetValueRefOrAddDefault(threads, message.ThreadId.Value, out _);
            if (thread.CountedIn != ordinal)
                allThreads++;
            thread.CountedIn = ordinal;
            if (!email.IsUnseen || email.IsDraft)
                continue;
            unread++;
            if (thread.UnreadIn != ordinal)
                unreadThreads++;
            thread.UnreadIn = ordinal;
        }
        return new MailboxCount(all, unread, allThreads, unreadThreads);
    }

    private record struct EmailMark(MailboxId Mailbox, bool IsUnseen, bool IsDraft, int CountedIn);

    private record struct ThreadMark(int CountedIn, int UnreadIn);
}
