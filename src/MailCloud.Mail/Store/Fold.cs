using System.Collections.Immutable;
using MailCloud.Mail.Quotas;

namespace MailCloud.Mail.Store;

/// <summary>One step of the fold: what an event makes of a state. Each event has one method here.</summary>
internal sealed class Fold(AccountState state, LoggedEvent logged)
{
    private readonly bool hasMessages = state.HasMessages;

    public MailboxDirectory Directory { get; private set; } = state.Directory;

    public ImmutableDictionary<MailboxId, MailboxState> Messages { get; private set; } = state.AllMessages;

    public Quota Quota { get; private set; } = state.Quota;

    public Annotations Annotations { get; private set; } = state.AllAnnotations;

    public void Run()
    {
        switch (logged.Event)
        {
            case MailboxCreated e:
                Create(e);
                break;
            case MailboxRenamed e:
                Rename(e);
                break;
            case MailboxDeleted e:
                Delete(e);
                break;
            case SubscriptionChanged e:
                Subscribe(e);
                break;
            case MessagesAppended e:
                Append(e);
                break;
            case MessagesCopied e:
                Put(e.From, e.To, Copies(e.From, e.Uids, e.SaveDateSeconds));
                break;
            case MessagesMoved e:
                Put(e.From, e.To, Copies(e.From, e.Uids, e.SaveDateSeconds));
                Remove(e.From, e.Uids);
                break;
            case FlagsChanged e:
                ChangeFlags(e);
                break;
            case MessagesExpunged e:
                Remove(e.Mailbox, e.Uids);
                break;
            case QuotaChanged e:
                Quota = e.Quota;
                break;
            case NumbersSkipped:
                foreach (var mailbox in Directory.Mailboxes)
                    Count(mailbox.Id, default, lastUid: null);
                break;
            case AnnotationsChanged e:
                Annotations = Annotations.With(e);
                break;
            default:
                throw new InvalidOperationException($"The fold does not know {logged.Event.GetType().Name}.");
        }
    }

    private void Create(MailboxCreated e)
    {
        var id = new MailboxId(logged.First.Value);
        var subscribed = e.Subscribed || Directory.SubscribedWithoutMailbox.Contains(e.Name);
        Directory = Directory
            .WithOrphanSubscription(e.Name, subscribed: false)
            .With(new MailboxEntry(id, e.Name, e.Role, subscribed, default, logged.First, default));
        Messages = Messages.SetItem(id, MailboxState.Empty);
    }

    private void Rename(MailboxRenamed e)
    {
        var mailbox = Entry(e.Mailbox);
        var all = Directory.Below(mailbox.Name).Prepend(mailbox).ToArray();
        // All names are freed first: one of the new ones may be an old one.
        foreach (var renamed in all)
            Directory = Directory.Without(renamed);
        foreach (var renamed in all)
        {
            var name = string.Concat(e.NewName, renamed.Name.AsSpan(mailbox.Name.Length));
            var subscribed = renamed.Subscribed || Directory.SubscribedWithoutMailbox.Contains(name);
            Directory = Directory
                .WithOrphanSubscription(name, subscribed: false)
                .With(renamed with { Name = name, Subscribed = subscribed });
        }
    }

    private void Delete(MailboxDeleted e)
    {
        var mailbox = Entry(e.Mailbox);
        Directory = Directory.Without(mailbox);
        if (mailbox.Subscribed)
            Directory = Directory.WithOrphanSubscription(mailbox.Name, subscribed: true);
        Messages = Messages.Remove(e.Mailbox);
        Annotations = Annotations.Without(e.Mailbox);
    }

    private void Subscribe(SubscriptionChanged e) =>
        Directory = Directory.Find(e.Name) is { } mailbox
            ? Directory.With(mailbox with { Subscribed = e.Subscribed })
            : Directory.WithOrphanSubscription(e.Name, e.Subscribed);

    private void Append(MessagesAppended e)
    {
        var added = default(Tally);
        foreach (var message in e.Messages)
            added += Tally.Of(message.Flags, message.Content.Length);
        Count(e.Mailbox, added, LastUidOf(logged));
        if (!hasMessages)
            return;

        var mailbox = Messages[e.Mailbox].WithKeywords([.. e.Messages.SelectMany(message => message.Keywords)]);
        var records = new MessageRecord[e.Messages.Length];
        for (var i = 0; i < records.Length; i++)
        {
            var message = e.Messages[i];
            var number = logged.First + (ulong)i;
            records[i] = new MessageRecord
            {
                Uid = UidOf(number),
                Flags = message.Flags,
                Keywords = mailbox.Keywords.BitsOf(message.Keywords),
                ModSeq = number,
                EmailId = new EmailId(number.Value),
                ThreadId = message.ThreadId,
                Content = message.Content,
                InternalDateSeconds = message.InternalDateSeconds,
                SaveDateSeconds = e.SaveDateSeconds,
                Summary = message.Summary,
            };
        }
        Messages = Messages.SetItem(e.Mailbox, mailbox.Append(records));
    }

    private MessageRecord[] Copies(MailboxId from, UidSet uids, long saveDateSeconds)
    {
        var source = Known(from);
        var copies = new List<MessageRecord>((int)uids.Count);
        foreach (var uid in uids.Enumerate())
        {
            var index = source.IndexOf(uid);
            if (index < 0)
                throw new InvalidOperationException($"Event {logged.First} names UID {uid}, which mailbox {from} does not have.");
            var number = logged.First + (ulong)copies.Count;
            copies.Add(source[index] with { Uid = UidOf(number), ModSeq = number, SaveDateSeconds = saveDateSeconds });
        }
        return [.. copies];
    }

    /// <summary>Puts copies into their mailbox. Their keyword bits are still those of the mailbox they come from.</summary>
    private void Put(MailboxId from, MailboxId to, MessageRecord[] copies)
    {
        var names = Messages[from].Keywords;
        var used = names.NamesOf(copies.Aggregate(0UL, (bits, copy) => bits | copy.Keywords));
        var target = Known(to).WithKeywords(used);
        var added = default(Tally);
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i] = copies[i] with { Keywords = target.Keywords.BitsOf(names.NamesOf(copies[i].Keywords)) };
            added += Tally.Of(copies[i]);
        }
        Messages = Messages.SetItem(to, target.Append(copies));
        Count(to, added, LastUidOf(logged));
    }

    private void ChangeFlags(FlagsChanged e)
    {
        var mailbox = Known(e.Mailbox).WithKeywords(e.Change.Operation == FlagOperation.Remove ? [] : e.Change.Keywords);
        var keywords = mailbox.Keywords.BitsOf(e.Change.Keywords);
        var moved = default(Tally);
        mailbox = mailbox.Change(
            e.Uids,
            (in MessageRecord message) =>
            {
                var changed = e.Change.ApplyTo(message, keywords) with { ModSeq = logged.First };
                moved += Tally.Of(changed) - Tally.Of(message);
                return changed;
            }
        );
        Messages = Messages.SetItem(e.Mailbox, mailbox);
        Count(e.Mailbox, moved, lastUid: null);
    }

    private void Remove(MailboxId id, UidSet uids)
    {
        var mailbox = Known(id);
        var removed = default(Tally);
        foreach (var uid in uids.Enumerate())
            if (mailbox.IndexOf(uid) is >= 0 and var index)
                removed += Tally.Of(mailbox[index]);
        Messages = Messages.SetItem(id, mailbox.Remove(uids));
        Count(id, default(Tally) - removed, lastUid: null);
    }

    private void Count(MailboxId id, Tally added, Uid? lastUid)
    {
        var mailbox = Entry(id);
        Directory = Directory.With(
            mailbox with
            {
                Tally = mailbox.Tally + added,
                LastUid = lastUid ?? mailbox.LastUid,
                HighestModSeq = logged.Last,
            }
        );
    }

    private MailboxEntry Entry(MailboxId id) =>
        Directory.Find(id) ?? throw new InvalidOperationException($"Event {logged.First} names mailbox {id}, which does not exist.");

    private MailboxState Known(MailboxId id) =>
        hasMessages ? Messages[id] : throw new InvalidOperationException($"Event {logged.First} needs messages that were not read.");

    private static Uid UidOf(ModSeq number) => new(checked((uint)number.Value));

    private static Uid LastUidOf(LoggedEvent logged) => UidOf(logged.Last);
}
