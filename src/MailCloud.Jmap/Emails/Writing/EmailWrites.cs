using System.Collections.Immutable;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Jmap.Emails.Writing;

/// <summary>
/// What one call writes. What is the same for many Emails is one change for each mailbox, and all of it one commit: to mark a thousand as read is one event, and a draft
/// that is replaced is never there twice, or not at all. Only if that is refused is each change tried alone, so that those stand which can.
/// </summary>
internal sealed class EmailWrites(AccountState state)
{
    private readonly List<Step> appends = [];
    private readonly Dictionary<(MailboxId, FlagOperation, MessageFlags, string), Group> flags = [];
    private readonly Dictionary<(MailboxId From, MailboxId To), Group> copies = [];
    private readonly Dictionary<(MailboxId From, MailboxId To), Group> moves = [];
    private readonly Dictionary<MailboxId, Group> expunges = [];

    /// <summary>Why an object was not written.</summary>
    public Dictionary<WrittenObject, Refusal> Refusals { get; } = [];

    /// <summary>The ids of new messages, by their creation ids.</summary>
    public Dictionary<string, EmailId> Created { get; } = new(StringComparer.Ordinal);

    /// <summary>The state that was read, or that after the last commit.</summary>
    public ModSeq State { get; private set; } = state.ModSeq;

    public void Append(string creation, NewMessage message, ImmutableArray<MailboxId> mailboxes) =>
        appends.Add(new Step(new AppendEmail(message, mailboxes), [new WrittenObject(WriteKind.Create, creation)]));

    /// <summary>Changes flags of all copies of an Email.</summary>
    public void ChangeFlags(WrittenObject name, Email email, FlagChange change)
    {
        var keywords = string.Join(' ', change.Keywords.Order(StringComparer.Ordinal));
        foreach (var copy in email.Copies)
            GroupOf(flags, (copy.Mailbox, change.Operation, change.Flags, keywords)).Add(name, copy.Record.Uid);
    }

    /// <summary>Puts an Email into these mailboxes, at least one, and takes it out of all others. One that goes from one mailbox to another moves.</summary>
    public void Place(WrittenObject name, Email email, IReadOnlySet<MailboxId> mailboxes)
    {
        var left = new Queue<MailboxId>(email.Mailboxes.Where(mailbox => !mailboxes.Contains(mailbox)));
        var source = email.Copies[0];
        foreach (var to in mailboxes.Except(email.Mailboxes))
            // Of several copies in a mailbox all move: none may stay.
            if (left.TryDequeue(out var from))
                foreach (var copy in email.Copies.Where(copy => copy.Mailbox == from))
                    GroupOf(moves, (from, to)).Add(name, copy.Record.Uid);
            else
                GroupOf(copies, (source.Mailbox, to)).Add(name, source.Record.Uid);
        foreach (var from in left)
            Expunge(name, email, from);
    }

    /// <summary>Takes an Email out of all mailboxes.</summary>
    public void Destroy(WrittenObject name, Email email)
    {
        foreach (var mailbox in email.Mailboxes)
            Expunge(name, email, mailbox);
    }

    /// <exception cref="StoreUnavailableException">Storage does not answer.</exception>
    public async ValueTask CommitAsync(IMailStore store, CancellationToken cancellationToken)
    {
        var steps = Steps().ToList();
        if (steps.Count == 0)
            return;
        var together = new ChangesTogether([.. steps.Select(step => step.Change)]);
        if (await TryCommitAsync(store, together, steps, cancellationToken) is null)
            return;
        foreach (var step in steps)
            if (await TryCommitAsync(store, step.Change, [step], cancellationToken) is { } refusal)
                foreach (var name in step.Names)
                    Refusals.TryAdd(name, refusal);
    }

    /// <summary>Copies come before moves: what is copied is then still where it was.</summary>
    private IEnumerable<Step> Steps() =>
        [
            .. appends,
            .. flags.Select(group => group.Value.ToStep(uids => FlagsOf(group.Key, uids))),
            .. copies.Select(group => group.Value.ToStep(uids => new CopyMessages(group.Key.From, uids, TargetOf(group.Key.To)))),
            .. moves.Select(group => group.Value.ToStep(uids => new MoveMessages(group.Key.From, uids, TargetOf(group.Key.To)))),
            .. expunges.Select(group => group.Value.ToStep(uids => new ExpungeMessages(group.Key, uids))),
        ];

    private async ValueTask<Refusal?> TryCommitAsync(
        IMailStore store,
        MailChange change,
        IReadOnlyList<Step> steps,
        CancellationToken cancellationToken
    )
    {
        var result = await store.CommitAsync(state.Account, change, cancellationToken);
        if (result.Refusal is not null)
            return result.Refusal;
        State = result.State.ModSeq;
        var appended = result.Events.Where(logged => logged.Event is MessagesAppended);
        foreach (var (step, logged) in steps.Where(step => step.Change is AppendEmail).Zip(appended))
            Created[step.Names.First().Id] = new EmailId(logged.First.Value);
        return null;
    }

    private void Expunge(WrittenObject name, Email email, MailboxId mailbox)
    {
        foreach (var copy in email.Copies)
            if (copy.Mailbox == mailbox)
                GroupOf(expunges, mailbox).Add(name, copy.Record.Uid);
    }

    private MailboxTarget TargetOf(MailboxId mailbox) => MailboxTarget.Named(state.Directory.Find(mailbox)?.Name ?? "");

    private static ChangeFlags FlagsOf(
        (MailboxId Mailbox, FlagOperation Operation, MessageFlags Flags, string Keywords) key,
        UidSet uids
    ) =>
        new(
            key.Mailbox,
            uids,
            new FlagChange(key.Operation, key.Flags, [.. key.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        );

    private static Group GroupOf<TKey>(Dictionary<TKey, Group> groups, TKey key)
        where TKey : notnull => groups.TryGetValue(key, out var group) ? group : groups[key] = new Group();

    /// <summary>A change, and whose it is.</summary>
    private sealed record Step(MailChange Change, IReadOnlyCollection<WrittenObject> Names);

    /// <summary>Messages of one mailbox with which the same is done.</summary>
    private sealed class Group
    {
        private readonly HashSet<WrittenObject> names = [];
        private readonly List<Uid> uids = [];

        public void Add(WrittenObject name, Uid uid)
        {
            names.Add(name);
            uids.Add(uid);
        }

        public Step ToStep(Func<UidSet, MailChange> change) => new(change(UidSet.Of(uids)), names);
    }
}

/// <summary>What a client wants to happen to an object.</summary>
internal enum WriteKind
{
    Create,
    Update,
    Destroy,
}

/// <summary>An object of a call by the id that the client has for it.</summary>
internal readonly record struct WrittenObject(WriteKind Kind, string Id);
