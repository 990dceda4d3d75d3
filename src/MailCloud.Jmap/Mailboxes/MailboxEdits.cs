using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;

namespace MailCloud.Jmap.Mailboxes;

/// <summary>Makes a mailbox below another, in one step. Refused as one that is not there, if the parent is not.</summary>
internal sealed record MakeMailbox(MailboxPatch Patch) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds)
    {
        var parent = Patch.Parent is { } id ? state.Directory.Find(id) : null;
        if (Patch.Parent is not null && parent is null)
            return Refusal.NoSuchMailbox;
        var path = MailboxNode.PathOf(parent, Patch.Name!);
        var made = new CreateMailbox(path, Patch.Role ?? MailboxRole.None, Patch.IsSubscribed ?? true).Decide(state, nowSeconds);
        if (made.Refusal is not null || Patch.SortOrder is not { } order)
            return made;
        // The mailbox's own event is the last one, and its number is the mailbox's.
        var placed = new AnnotationsChanged(new MailboxId(state.ModSeq.Value + (ulong)made.Events.Length), [MailboxEdits.Order(order)]);
        return state.Annotations.With(placed).Octets > Annotations.MaxOctets
            ? Refusal.TooManyAnnotations
            : Decision.Commit(made.Events.Add(placed));
    }
}

/// <summary>Renames, moves, orders and subscribes a mailbox, all in one step. What is below it comes with it.</summary>
internal sealed record EditMailbox(MailboxId Id, MailboxPatch Patch) : MailChange
{
    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (state.Directory.Find(Id) is not { } entry)
            return Refusal.NoSuchMailbox;
        if (Patch.Role is { } role && role != entry.Role)
            return new Refusal(RefusalReason.MailboxNotAllowed, "The role of a mailbox stays");
        if (Rename(state, entry, out var path, nowSeconds) is { Refusal: not null } refused)
            return refused;
        var events = ImmutableArray.CreateBuilder<MailEvent>();
        var isRenamed = !string.Equals(path, entry.Name, StringComparison.Ordinal);
        if (isRenamed)
            events.AddRange(new RenameMailbox(entry.Name, path).Decide(state, nowSeconds).Events);
        var isSubscribed = entry.Subscribed || (isRenamed && state.Directory.SubscribedWithoutMailbox.Contains(path));
        if (Patch.IsSubscribed is { } subscribed && subscribed != isSubscribed)
            events.Add(new SubscriptionChanged(path, subscribed));
        if (Patch.SortOrder is { } order)
        {
            var placed = new ChangeAnnotations(entry.Name, [MailboxEdits.Order(order)]).Decide(state, nowSeconds);
            if (placed.Refusal is not null)
                return placed;
            events.AddRange(placed.Events);
        }
        return Decision.Commit(events.DrainToImmutable());
    }

    /// <param name="path">Where the mailbox is to be; where it is, if nothing is said of that.</param>
    private Decision Rename(AccountState state, MailboxEntry entry, out string path, long nowSeconds)
    {
        path = entry.Name;
        if (Patch.Name is null && !Patch.HasParent)
            return Decision.Nothing;
        var present = MailboxNode.Of(state, entry);
        var parent =
            !Patch.HasParent ? present.Parent
            : Patch.Parent is { } id ? state.Directory.Find(id)
            : null;
        if (Patch.Parent is not null && parent is null)
            return Refusal.NoSuchMailbox;
        path = MailboxDirectory.Canonical(MailboxNode.PathOf(parent, Patch.Name ?? present.Name));
        if (string.Equals(path, entry.Name, StringComparison.Ordinal))
            return Decision.Nothing;
        return entry.Role == MailboxRole.Inbox
            ? new Refusal(RefusalReason.MailboxNotAllowed, "INBOX stays where it is")
            : new RenameMailbox(entry.Name, path).Decide(state, nowSeconds);
    }
}

/// <summary>Removes a mailbox. Refused, if there are mailboxes below it, or Emails in it that are not to be removed.</summary>
internal sealed record DestroyMailbox(MailboxId Id, bool RemovesEmails) : MailChange
{
    public override bool NeedsMessages => RemovesEmails;

    public override Decision Decide(AccountState state, long nowSeconds)
    {
        if (state.Directory.Find(Id) is not { } entry)
            return Refusal.NoSuchMailbox;
        if (entry.Role == MailboxRole.Inbox || HasChild(state, entry) || (HasEmail(entry) && !RemovesEmails))
            return new Refusal(RefusalReason.MailboxNotAllowed, "The mailbox is INBOX, or not empty");
        var events = ImmutableArray.CreateBuilder<MailEvent>();
        // In JMAP, what is not there is not subscribed either.
        if (entry.Subscribed)
            events.Add(new SubscriptionChanged(entry.Name, Subscribed: false));
        // The log then says which Emails are gone.
        if (RemovesEmails && entry.Tally.Messages > 0)
            events.Add(MessagesExpunged.Of(Id, state.Messages(Id), state.Messages(Id).AllUids()));
        events.Add(new MailboxDeleted(Id) { WasEmpty = RemovesEmails || entry.Tally.Messages == 0 });
        return Decision.Commit(events.DrainToImmutable());
    }

    public static bool HasChild(AccountState state, MailboxEntry entry) => state.Directory.Below(entry.Name).Any();

    /// <summary>Messages that are marked as deleted are none to JMAP.</summary>
    public static bool HasEmail(MailboxEntry entry) => entry.Tally.Messages > entry.Tally.Deleted;
}

internal static class MailboxEdits
{
    public static AnnotationChange Order(int order) =>
        new(MailboxNode.SortOrderEntry, Encoding.ASCII.GetBytes(order.ToString(CultureInfo.InvariantCulture)));
}
