using System.Collections.Immutable;
using MailCloud.Jmap.Core;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>
/// What events made of an account's mailboxes. It may name some that are as they were: the events do not say what a mailbox was called before, nor which other
/// copies an expunged message had, and to look at a mailbox once too often costs little.
/// </summary>
internal sealed class MailboxChanges
{
    private readonly AccountState now;
    private readonly HashSet<MailboxId> created = [];
    private readonly HashSet<MailboxId> destroyed = [];
    private readonly HashSet<MailboxId> changed = [];
    private readonly HashSet<MailboxId> counted = [];

    private MailboxChanges(AccountState now) => this.now = now;

    /// <summary>Mailboxes that were made, and are still there.</summary>
    public IEnumerable<MailboxId> Created => created.Where(IsThere);

    /// <summary>Mailboxes that were there before, and are not any more.</summary>
    public IEnumerable<MailboxId> Destroyed => destroyed.Except(created);

    /// <summary>Mailboxes that were there before, and have changed.</summary>
    public IEnumerable<MailboxId> Updated => changed.Union(counted).Except(created).Where(IsThere);

    /// <summary>Whether the updated ones differ in nothing but counts.</summary>
    public bool IsOnlyCounts => !changed.Except(created).Any(IsThere);

    /// <summary>Mailboxes that a query may find, or not find any more, or find elsewhere: those below one that has changed come with it.</summary>
    public IReadOnlySet<MailboxId> Moved
    {
        get
        {
            var moved = created.Union(changed).Where(IsThere).ToHashSet();
            if (moved.Count > 0)
                moved.UnionWith(NotAtTop);
            return moved;
        }
    }

    private IEnumerable<MailboxId> All => now.Directory.Mailboxes.Select(mailbox => mailbox.Id);

    /// <summary>Those whose parent and name depend on what others are called.</summary>
    private IEnumerable<MailboxId> NotAtTop =>
        now.Directory.Mailboxes.Where(mailbox => mailbox.Name.Contains(MailboxDirectory.Delimiter)).Select(mailbox => mailbox.Id);

    /// <param name="now">The state after the events, with its messages.</param>
    public static MailboxChanges Of(ImmutableArray<LoggedEvent> events, AccountState now)
    {
        var changes = new MailboxChanges(now);
        foreach (var logged in events)
            changes.Note(logged);
        return changes;
    }

    /// <summary>Mailbox/changes (RFC 8621 §2.2).</summary>
    public static async ValueTask<MailboxChangesResponse> RunAsync(
        ChangesArguments arguments,
        MethodCall call,
        CancellationToken cancellationToken
    )
    {
        var account = call.CheckAccount(arguments.AccountId);
        if (arguments.MaxChanges <= 0)
            throw MethodException.InvalidArguments("maxChanges is not positive.");
        var state = await call.ReadMailAsync(cancellationToken);
        var changes = Of(await MailLog.ReadAsync(call, state, arguments.SinceState, cancellationToken), state);
        List<string> made = [.. changes.Created.Select(JmapIds.Of)],
            updated = [.. changes.Updated.Select(JmapIds.Of)],
            gone = [.. changes.Destroyed.Select(JmapIds.Of)];
        // An account has few mailboxes: a client that wants fewer changes than that takes them all anew.
        if (made.Count + updated.Count + gone.Count > arguments.MaxChanges)
            throw MethodException.CannotCalculateChanges();
        var properties = updated.Count > 0 && changes.IsOnlyCounts ? MailboxView.Counts : null;
        return new(account, arguments.SinceState!, JmapIds.Of(state.ModSeq), HasMoreChanges: false, made, updated, gone, properties);
    }

    private bool IsThere(MailboxId mailbox) => now.Directory.Find(mailbox) is not null;

    private void Note(LoggedEvent logged)
    {
        switch (logged.Event)
        {
            case MailboxCreated e:
                created.Add(new MailboxId(logged.First.Value));
                changed.UnionWith(now.Directory.Below(e.Name).Select(mailbox => mailbox.Id));
                break;
            case MailboxRenamed e:
                changed.Add(e.Mailbox);
                changed.UnionWith(NotAtTop);
                break;
            case MailboxDeleted e:
                destroyed.Add(e.Mailbox);
                changed.UnionWith(NotAtTop);
                counted.UnionWith(All);
                break;
            case SubscriptionChanged e when now.Directory.Find(e.Name) is { } mailbox:
                changed.Add(mailbox.Id);
                break;
            case AnnotationsChanged { Mailbox: { } mailbox } e when e.Entries.Any(IsSortOrder):
                changed.Add(mailbox);
                break;
            default:
                NoteMessages(logged.Event);
                break;
        }
    }

    private void NoteMessages(MailEvent change)
    {
        switch (change)
        {
            case MessagesAppended e:
                counted.Add(e.Mailbox);
                break;
            case MessagesCopied e:
                counted.Add(e.To);
                break;
            case MessagesMoved e:
                counted.UnionWith([e.From, e.To]);
                break;
            case FlagsChanged e:
                counted.Add(e.Mailbox);
                // An Email is read where all of its copies are.
                if (MailboxCounts.Of(now).SharedBetween is var shared && shared.Contains(e.Mailbox))
                    counted.UnionWith(shared);
                break;
            case MessagesExpunged:
                counted.UnionWith(All);
                break;
        }
    }

    private static bool IsSortOrder(AnnotationChange entry) =>
        string.Equals(entry.Name, MailboxNode.SortOrderEntry, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What Mailbox/changes answers.</summary>
/// <param name="UpdatedProperties">The properties that have changed of those that were updated; null: any.</param>
internal sealed record MailboxChangesResponse(
    string AccountId,
    string OldState,
    string NewState,
    bool HasMoreChanges,
    IReadOnlyList<string> Created,
    IReadOnlyList<string> Updated,
    IReadOnlyList<string> Destroyed,
    IReadOnlyList<string>? UpdatedProperties
) : ChangesResponse(AccountId, OldState, NewState, HasMoreChanges, Created, Updated, Destroyed);
