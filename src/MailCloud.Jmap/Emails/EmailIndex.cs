using System.Collections.Immutable;
using MailCloud.Jmap.Emails.Querying;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails;

/// <summary>
/// The Emails of an account at one moment, by id and by conversation. It knows where messages are, and looks at them in the state: so a change of flags, which is
/// the most common one, changes nothing here. A message that IMAP has marked as <c>\Deleted</c> is not there (RFC 8621 §4.1.1). Immutable; any number of threads
/// may use it.
/// </summary>
/// <remarks>Whoever has a <see cref="EmailIndexes"/> asks that: it makes an index from the one before.</remarks>
public sealed class EmailIndex
{
    /// <summary>So many changed messages are as well found by looking at all.</summary>
    private const int MaxChanges = 4_096;

    private readonly PlaceMap byEmail;
    private readonly PlaceMap byThread;

    private EmailIndex(AccountState state, PlaceMap byEmail, PlaceMap byThread)
    {
        State = state;
        this.byEmail = byEmail;
        this.byThread = byThread;
    }

    /// <summary>What this is an index of.</summary>
    public AccountState State { get; }

    /// <summary>What was found in it.</summary>
    internal QueryResults Results { get; } = new();

    /// <summary>Looks at every message.</summary>
    /// <param name="state">With its messages.</param>
    public static EmailIndex Of(AccountState state)
    {
        var mailboxes = state.Directory.Mailboxes.Select(mailbox => (mailbox.Id, Messages: state.Messages(mailbox.Id))).ToList();
        var count = mailboxes.Sum(mailbox => mailbox.Messages.Count);
        var (emails, threads, places) = (new ulong[count], new ulong[count], new Place[count]);
        var next = 0;
        foreach (var (id, messages) in mailboxes)
        foreach (var stretch in messages.Stretches)
        foreach (ref readonly var message in stretch.Span)
        {
            emails[next] = message.EmailId.Value;
            threads[next] = message.ThreadId.Value;
            places[next++] = new Place(id, message.Uid);
        }
        return new EmailIndex(state, PlaceMap.Of(emails, [.. places]), PlaceMap.Of(threads, places));
    }

    /// <summary>Null: there is none, or no longer.</summary>
    public Email? Find(EmailId id) => Gather(byEmail[id.Value]) is { IsEmpty: false } copies ? new Email(copies) : null;

    /// <summary>The ids of all Emails, in no order.</summary>
    public IEnumerable<EmailId> All()
    {
        var seen = new HashSet<EmailId>();
        foreach (var mailbox in State.Directory.Mailboxes)
        foreach (var stretch in State.Messages(mailbox.Id).Stretches)
            for (var i = 0; i < stretch.Length; i++)
                if (IsVisible(stretch.Span[i]) && seen.Add(stretch.Span[i].EmailId))
                    yield return stretch.Span[i].EmailId;
    }

    /// <summary>The Emails of a conversation in the order in which they came in (RFC 8621 §3); empty: there is none.</summary>
    public ImmutableArray<Email> InThread(ThreadId id)
    {
        var copies = Gather(byThread[id.Value]);
        return copies.Length switch
        {
            0 => [],
            1 => [new Email(copies)],
            _ =>
            [
                .. copies
                    .GroupBy(copy => copy.Record.EmailId)
                    .Select(email => new Email([.. email]))
                    .OrderBy(email => email.Record.InternalDateSeconds)
                    .ThenBy(email => email.Id.Value),
            ],
        };
    }

    /// <summary>Whether a copy is one that JMAP knows of.</summary>
    public static bool IsVisible(in MessageRecord message) => (message.Flags & MessageFlags.Deleted) == 0;

    /// <summary>The index of another state of the same account, out of what the two have not in common.</summary>
    internal EmailIndex MoveTo(AccountState state)
    {
        if (Changes(state) is not { } changes || byEmail.Changes + changes.Count > MaxChanges)
            return Of(state);
        var (emails, threads) = (byEmail, byThread);
        foreach (var (message, place, isAdded) in changes)
        {
            emails = isAdded ? emails.With(message.EmailId.Value, place) : emails.Without(message.EmailId.Value, place);
            threads = isAdded ? threads.With(message.ThreadId.Value, place) : threads.Without(message.ThreadId.Value, place);
        }
        return new EmailIndex(state, emails, threads);
    }

    /// <summary>Null: too many.</summary>
    private List<(MessageRecord Message, Place Place, bool IsAdded)>? Changes(AccountState state)
    {
        var changes = new List<(MessageRecord, Place, bool)>();
        foreach (var id in State.Directory.Mailboxes.Concat(state.Directory.Mailboxes).Select(mailbox => mailbox.Id).Distinct())
        {
            var (before, after) = (State.FindMessages(id) ?? MailboxState.Empty, state.FindMessages(id) ?? MailboxState.Empty);
            if (ReferenceEquals(before, after))
                continue;
            var delta = MailboxDelta.Between(before, after);
            if (changes.Count + delta.Expunged.Count + delta.Appended.Count > MaxChanges)
                return null;
            changes.AddRange(Messages(id, before, delta.Expunged).Select(gone => (gone.Message, gone.Place, false)));
            changes.AddRange(Messages(id, after, delta.Appended).Select(come => (come.Message, come.Place, true)));
        }
        return changes;
    }

    private static IEnumerable<(MessageRecord Message, Place Place)> Messages(MailboxId id, MailboxState mailbox, UidSet uids) =>
        uids.Enumerate().Select(uid => (mailbox[mailbox.IndexOf(uid)], new Place(id, uid)));

    /// <summary>The copies in these places that can be seen, the oldest first: UIDs are numbers of the account's one counter.</summary>
    private ImmutableArray<EmailCopy> Gather(ReadOnlySpan<Place> places)
    {
        var copies = ImmutableArray.CreateBuilder<EmailCopy>(places.Length);
        foreach (var (id, uid) in places)
        {
            var mailbox = State.Messages(id);
            ref readonly var message = ref mailbox[mailbox.IndexOf(uid)];
            if (IsVisible(message))
                copies.Add(new EmailCopy(id, message, mailbox.Keywords));
        }
        if (copies.Count > 1)
            copies.Sort(static (left, right) => left.Record.Uid.CompareTo(right.Record.Uid));
        return copies.DrainToImmutable();
    }
}
