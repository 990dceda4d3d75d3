using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Changes;

/// <summary>What became of an account's Emails between two of its states, as its log tells it.</summary>
/// <param name="State">The state that these changes lead to.</param>
/// <param name="HasMore">It is not the newest one.</param>
/// <param name="Destroyed">Those that are in no mailbox any more.</param>
public sealed record EmailChanges(
    ModSeq State,
    bool HasMore,
    IReadOnlyList<ExpungedEmail> Created,
    IReadOnlyList<ExpungedEmail> Updated,
    IReadOnlyList<ExpungedEmail> Destroyed
)
{
    /// <summary>How much of the log is read for one answer, in numbers of the account's counter. Who was away for longer looks at the whole.</summary>
    private const ulong MaxNumbers = 10_000;

    /// <summary>All of them.</summary>
    public IEnumerable<ExpungedEmail> All => Created.Concat(Updated).Concat(Destroyed);

    /// <summary>The changes from an older state to that of the index.</summary>
    /// <param name="max">So many Emails at most; the rest can be asked for from there on. Null: any number.</param>
    /// <returns>Null: it cannot be told, or not in so few.</returns>
    public static async ValueTask<EmailChanges?> ReadAsync(
        IMailStore store,
        EmailIndex index,
        ModSeq since,
        long? max,
        CancellationToken cancellationToken
    )
    {
        var newest = index.State;
        if (since > newest.ModSeq || newest.ModSeq.Value - since.Value > MaxNumbers)
            return null;
        try
        {
            var events = await store
                .ReadEventsAsync(newest.Account, since, newest.ModSeq, cancellationToken)
                .ToListAsync(cancellationToken);
            return Gather(index, since, events, max);
        }
        catch (EventsMissingException)
        {
            return null;
        }
    }

    private static EmailChanges? Gather(EmailIndex index, ModSeq since, List<LoggedEvent> events, long? max)
    {
        var places = new PlaceTracer(index.State, events);
        var touched = new Dictionary<EmailId, ExpungedEmail>();
        var reached = since;
        // A state that others have seen ends with a commit.
        foreach (var commit in events.GroupBy(logged => logged.Commit))
        {
            var before = touched.Count;
            var more = new Dictionary<EmailId, ExpungedEmail>();
            foreach (var logged in commit)
            foreach (var email in TouchedBy(logged, places))
            {
                if (email is not { } known)
                    return null;
                more[known.Email] = known;
            }
            if (touched.Count + more.Keys.Count(id => !touched.ContainsKey(id)) > max)
                return before == 0 ? null : Sort(index, since, reached, touched.Values);
            foreach (var (id, email) in more)
                touched[id] = email;
            reached = commit.Last().Last;
        }
        return Sort(index, since, reached, touched.Values);
    }

    /// <summary>The Emails that an event says something of; null among them: nobody knows which.</summary>
    private static IEnumerable<ExpungedEmail?> TouchedBy(LoggedEvent logged, PlaceTracer places)
    {
        return logged.Event switch
        {
            MessagesAppended e => Enumerable
                .Range(0, e.Messages.Length)
                .Select(n => places.Find(e.Mailbox, new Uid(checked((uint)(logged.First + (ulong)n).Value)))),
            MessagesCopied e => Find(e.From, e.Uids),
            MessagesMoved e => Find(e.From, e.Uids),
            FlagsChanged e => Find(e.Mailbox, e.Uids),
            MessagesExpunged e => Find(e.Mailbox, e.Uids),
            MailboxDeleted { WasEmpty: false } => [null],
            _ => [],
        };

        IEnumerable<ExpungedEmail?> Find(MailboxId mailbox, UidSet uids) => uids.Enumerate().Select(uid => places.Find(mailbox, uid));
    }

    /// <summary>
    /// Whether an Email is there is asked of the newest state even where the changes lead to one before it: ids do not come back, so that a client hears of the end
    /// of an Email early, and of one that has come and gone not at all.
    /// </summary>
    private static EmailChanges Sort(EmailIndex index, ModSeq since, ModSeq reached, IEnumerable<ExpungedEmail> touched)
    {
        List<ExpungedEmail> created = [],
            updated = [],
            destroyed = [];
        foreach (var email in touched)
        {
            var isNew = email.Email.Value > since.Value;
            if (index.Find(email.Email) is not null)
                (isNew ? created : updated).Add(email);
            else if (!isNew)
                destroyed.Add(email);
        }
        return new EmailChanges(reached, reached < index.State.ModSeq, created, updated, destroyed);
    }
}
