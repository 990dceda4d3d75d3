using System.Collections.Immutable;
using System.Text;

namespace MailCloud.Mail.Store.Changes;

/// <summary>Makes a mailbox, and the levels above it that are missing (RFC 9051 §6.3.4).</summary>
public sealed record CreateMailbox(string Name, MailboxRole Role = MailboxRole.None, bool Subscribed = false) : MailChange
{
    /// <summary>Mailboxes in an account; the directory is one row and stays well below its limit.</summary>
    public const int MaxMailboxes = 2_000;

    public override bool NeedsMessages => false;

    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (!MailboxName.IsAllowed(Name, out var reason))
            return new Refusal(RefusalReason.MailboxNotAllowed, reason);
        var name = MailboxDirectory.Canonical(Name);
        if (state.Directory.Find(name) is not null)
            return Refusal.MailboxExists;
        if (Role != MailboxRole.None && state.Directory.Find(Role) is { } holder)
            return new Refusal(RefusalReason.MailboxNotAllowed, $"The mailbox {holder.Name} has this special use already");
        var events = MissingSuperiors(state.Directory, name).Add(new MailboxCreated(name, Role, Subscribed));
        return Room(state, events) is { } refusal ? refusal : Decision.Commit(events);
    }

    internal static ImmutableArray<MailEvent> MissingSuperiors(MailboxDirectory directory, string name) =>
        [
            .. MailboxName
                .Superiors(name)
                .Where(superior => directory.Find(superior) is null)
                .Select(superior => new MailboxCreated(superior, MailboxRole.None, Subscribed: false)),
        ];

    /// <summary>Why the account has no room for the mailboxes that the events make; null: it has.</summary>
    internal static Refusal? Room(AccountState state, ImmutableArray<MailEvent> events)
    {
        var made = events.OfType<MailboxCreated>().ToList();
        if (state.Directory.Count + made.Count > MaxMailboxes)
            return new Refusal(RefusalReason.TooManyMailboxes, $"An account may have {MaxMailboxes} mailboxes");
        if (state.Directory.NameOctets + made.Sum(created => Encoding.UTF8.GetByteCount(created.Name)) > MailboxDirectory.MaxNameOctets)
            return Refusal.NamesTooLong;
        return state.HasUidsLeft(events.Length) ? null : Refusal.UidsExhausted;
    }
}

/// <summary>Deletes a mailbox with its messages (RFC 9051 §6.3.5); those below it stay. INBOX cannot be deleted.</summary>
public sealed record DeleteMailbox(string Name) : MailChange
{
    // The event itself needs no messages: the directory knows how many they are.
    public override bool NeedsMessages => false;

    public override Decision Decide(AccountState state, long nowSeconds) =>
        state.Directory.Find(Name) is not { } mailbox ? Refusal.NoSuchMailbox
        : mailbox.Role == MailboxRole.Inbox ? new Refusal(RefusalReason.MailboxNotAllowed, "INBOX cannot be deleted")
        // The name stays subscribed (RFC 9051 §6.3.5), but not any number of names.
        : mailbox.Subscribed && state.Directory.SubscribedWithoutMailbox.Count >= ChangeSubscription.MaxOrphans
            ? Decision.Commit([new SubscriptionChanged(mailbox.Name, Subscribed: false), Deleted(mailbox)])
        : Decision.Commit(Deleted(mailbox));

    private static MailboxDeleted Deleted(MailboxEntry mailbox) => new(mailbox.Id) { WasEmpty = mailbox.Tally.Messages == 0 };
}

/// <summary>
/// Renames a mailbox and those below it (RFC 9051 §6.3.6). INBOX stays and is emptied into the new mailbox instead.
/// </summary>
public sealed record RenameMailbox(string Name, string NewName) : MailChange
{
    // Only INBOX, which is emptied, needs its messages looked at.
    public override bool NeedsMessages => string.Equals(MailboxDirectory.Canonical(Name), MailboxDirectory.Inbox, StringComparison.Ordinal);

    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (state.Directory.Find(Name) is not { } mailbox)
            return Refusal.NoSuchMailbox;
        if (!MailboxName.IsAllowed(NewName, out var reason))
            return new Refusal(RefusalReason.MailboxNotAllowed, reason);
        var name = MailboxDirectory.Canonical(NewName);
        if (state.Directory.Find(name) is not null)
            return Refusal.MailboxExists;
        if (mailbox.Role != MailboxRole.Inbox && name.StartsWith(mailbox.Name + MailboxDirectory.Delimiter, StringComparison.Ordinal))
            return new Refusal(RefusalReason.MailboxNotAllowed, "A mailbox cannot move below itself");

        var events = CreateMailbox.MissingSuperiors(state.Directory, name);
        events =
            mailbox.Role == MailboxRole.Inbox
                ? events.AddRange(EmptyInbox(state, mailbox, name, events.Length, nowSeconds))
                : events.Add(new MailboxRenamed(mailbox.Id, name));
        return CreateMailbox.Room(state, events) is { } refusal ? refusal : WithNamesAllowed(state, mailbox, name, events);
    }

    private static IEnumerable<MailEvent> EmptyInbox(AccountState state, MailboxEntry inbox, string name, int before, long nowSeconds)
    {
        yield return new MailboxCreated(name, MailboxRole.None, Subscribed: false);
        var created = new MailboxId(state.ModSeq.Value + (ulong)before + 1);
        if (state.Messages(inbox.Id).AllUids() is { IsEmpty: false } uids)
            yield return new MessagesMoved(inbox.Id, uids, created, nowSeconds);
    }

    /// <summary>The mailboxes below get other names too, which have to be allowed, free, and in all not too long.</summary>
    private static Decision WithNamesAllowed(AccountState state, MailboxEntry mailbox, string name, ImmutableArray<MailEvent> events)
    {
        if (mailbox.Role == MailboxRole.Inbox)
            return state.HasUidsLeft(mailbox.Tally.Messages + events.Length) ? Decision.Commit(events) : Refusal.UidsExhausted;
        var renamed = state.Directory.Below(mailbox.Name).Prepend(mailbox).ToList();
        foreach (var below in renamed)
        {
            var next = string.Concat(name, below.Name.AsSpan(mailbox.Name.Length));
            if (!MailboxName.IsAllowed(next, out var reason))
                return new Refusal(RefusalReason.MailboxNotAllowed, reason);
            if (state.Directory.Find(next) is { } taken && !renamed.Contains(taken))
                return Refusal.MailboxExists;
        }
        var longer = Encoding.UTF8.GetByteCount(name) - Encoding.UTF8.GetByteCount(mailbox.Name);
        return state.Directory.NameOctets + ((long)longer * renamed.Count) > MailboxDirectory.MaxNameOctets
            ? Refusal.NamesTooLong
            : Decision.Commit(events);
    }
}

/// <summary>Subscribes or unsubscribes a name (RFC 9051 §6.3.7 and §6.3.8), whether a mailbox has it or not.</summary>
public sealed record ChangeSubscription(string Name, bool Subscribed) : MailChange
{
    /// <summary>Subscribed names without a mailbox; they lie in the directory's row too.</summary>
    public const int MaxOrphans = 500;

    public override bool NeedsMessages => false;

    public override Decision Decide(AccountState state, long nowSeconds)
    {
        var name = MailboxDirectory.Canonical(Name);
        var orphans = state.Directory.SubscribedWithoutMailbox;
        var now = state.Directory.Find(name)?.Subscribed ?? orphans.Contains(name);
        if (now == Subscribed)
            return Decision.Nothing;
        if (Subscribed && !MailboxName.IsAllowed(name, out var reason))
            return new Refusal(RefusalReason.MailboxNotAllowed, reason);
        if (Subscribed && state.Directory.Find(name) is null && orphans.Count >= MaxOrphans)
            return new Refusal(RefusalReason.TooManyMailboxes, $"At most {MaxOrphans} names without a mailbox can be subscribed");
        if (Subscribed && state.Directory.NameOctets + Encoding.UTF8.GetByteCount(name) > MailboxDirectory.MaxNameOctets)
            return Refusal.NamesTooLong;
        return Decision.Commit(new SubscriptionChanged(name, Subscribed));
    }
}
