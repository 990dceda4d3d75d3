using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using Xunit;

namespace MailCloud.Testing.Contracts;

/// <summary>
/// The plainest reading of an account's log: dictionaries, changed event by event, with nothing shared, counted ahead or kept as bits. What
/// <see cref="AccountState"/> makes of the same log is held against it.
/// </summary>
public sealed class LogModel(ModSeq start)
{
    private readonly Dictionary<MailboxId, ModelMailbox> mailboxes = [];
    private readonly SortedDictionary<string, string> annotations = new(StringComparer.Ordinal);
    private readonly HashSet<string> orphans = new(StringComparer.Ordinal);
    private ModSeq last = start;
    private Quota quota;

    private sealed record ModelMailbox(string Name, MailboxRole Role, bool Subscribed)
    {
        public SortedDictionary<Uid, ModelMessage> Messages { get; } = [];
        public Uid LastUid { get; set; }
        public ModSeq HighestModSeq { get; set; }

        public ModelMailbox Renamed(string name, bool subscribed)
        {
            var renamed = new ModelMailbox(name, Role, subscribed) { LastUid = LastUid, HighestModSeq = HighestModSeq };
            foreach (var (uid, message) in Messages)
                renamed.Messages[uid] = message;
            return renamed;
        }
    }

    private sealed record ModelMessage(MessageFlags Flags, string Keywords, ModSeq ModSeq, EmailId Email, NewMessage Of, long SaveDate);

    public void Apply(LoggedEvent logged)
    {
        Assert.Equal(last + 1, logged.First);
        last = logged.Last;
        switch (logged.Event)
        {
            case MailboxCreated e:
                mailboxes[new MailboxId(logged.First.Value)] = new ModelMailbox(e.Name, e.Role, orphans.Remove(e.Name) || e.Subscribed)
                {
                    HighestModSeq = logged.First,
                };
                break;
            case MailboxRenamed e:
                Rename(e);
                break;
            case MailboxDeleted e:
                Assert.True(mailboxes.Remove(e.Mailbox, out var deleted));
                if (deleted.Subscribed)
                    orphans.Add(deleted.Name);
                foreach (var key in annotations.Keys.Where(key => key.StartsWith($"{e.Mailbox} ", StringComparison.Ordinal)).ToList())
                    annotations.Remove(key);
                break;
            case SubscriptionChanged e:
                Subscribe(e);
                break;
            case MessagesAppended e:
                var appended = e.Messages.Select(
                    (message, n) =>
                        new ModelMessage(
                            message.Flags,
                            Join(message.Keywords),
                            default,
                            new EmailId(logged.First.Value + (ulong)n),
                            message,
                            e.SaveDateSeconds
                        )
                );
                Put(mailboxes[e.Mailbox], appended, logged);
                break;
            case MessagesCopied e:
                Put(mailboxes[e.To], Take(e.From, e.Uids, e.SaveDateSeconds), logged);
                break;
            case MessagesMoved e:
                var moved = Take(e.From, e.Uids, e.SaveDateSeconds);
                Remove(e.From, e.Uids, logged);
                Put(mailboxes[e.To], moved, logged);
                break;
            case FlagsChanged e:
                foreach (var uid in e.Uids.Enumerate())
                    mailboxes[e.Mailbox].Messages[uid] = Change(mailboxes[e.Mailbox].Messages[uid], e.Change) with
                    {
                        ModSeq = logged.First,
                    };
                mailboxes[e.Mailbox].HighestModSeq = logged.First;
                break;
            case MessagesExpunged e:
                Remove(e.Mailbox, e.Uids, logged);
                break;
            case QuotaChanged e:
                quota = e.Quota;
                break;
            case NumbersSkipped:
                foreach (var mailbox in mailboxes.Values)
                    mailbox.HighestModSeq = logged.Last;
                break;
            case AnnotationsChanged e:
                foreach (var (name, value) in e.Entries)
                    if (value is { } octets)
                        annotations[KeyOf(e.Mailbox, name)] = Convert.ToHexString(octets.Span);
                    else
                        annotations.Remove(KeyOf(e.Mailbox, name));
                break;
            default:
                Assert.Fail($"The model does not know {logged.Event}.");
                break;
        }
    }

    /// <summary>Fails unless the state, which has messages, says what the model says.</summary>
    public void AssertIs(AccountState state)
    {
        Assert.Equal(last, state.ModSeq);
        Assert.Equal(quota, state.Quota);
        Assert.Equal(orphans.Order(StringComparer.Ordinal), state.Directory.SubscribedWithoutMailbox);
        Assert.Equal(mailboxes.Keys.OrderBy(id => id.Value), state.Directory.Mailboxes.Select(entry => entry.Id).OrderBy(id => id.Value));
        Assert.Equal(
            annotations.Select(entry => $"{entry.Key}={entry.Value}"),
            mailboxes
                .Keys.Select(id => (MailboxId?)id)
                .Append(null)
                .SelectMany(id =>
                    state.Annotations.Of(id).Select(entry => $"{KeyOf(id, entry.Key)}={Convert.ToHexString(entry.Value.Span)}")
                )
                .Order(StringComparer.Ordinal)
        );
        foreach (var (id, mailbox) in mailboxes)
        {
            var entry = Assert.IsType<MailboxEntry>(state.Directory.Find(id));
            Assert.Equal((mailbox.Name, mailbox.Role, mailbox.Subscribed), (entry.Name, entry.Role, entry.Subscribed));
            Assert.Equal((mailbox.LastUid, mailbox.HighestModSeq), (entry.LastUid, entry.HighestModSeq));
            Assert.Equal(TallyOf(mailbox), entry.Tally);
            var messages = state.Messages(id);
            Assert.Equal(
                mailbox.Messages.Select(pair => Line(pair.Key, pair.Value)),
                messages.All().Select(message => Line(message, messages.Keywords))
            );
        }
    }

    // Names of entries are one whatever their case.
    private static string KeyOf(MailboxId? mailbox, string name) => $"{mailbox} {name.ToLowerInvariant()}";

    private static Tally TallyOf(ModelMailbox mailbox) =>
        new(
            mailbox.Messages.Count,
            mailbox.Messages.Values.Count(message => !message.Flags.HasFlag(MessageFlags.Seen)),
            mailbox.Messages.Values.Count(message => message.Flags.HasFlag(MessageFlags.Deleted)),
            mailbox.Messages.Values.Sum(message => (long)message.Of.Content.Length)
        )
        {
            DeletedBytes = mailbox
                .Messages.Values.Where(message => message.Flags.HasFlag(MessageFlags.Deleted))
                .Sum(message => (long)message.Of.Content.Length),
        };

    private static string Line(Uid uid, ModelMessage message) =>
        $"{uid} {message.Flags} [{message.Keywords}] {message.ModSeq} {message.Email} {message.Of.ThreadId} {message.Of.Content} {message.Of.InternalDateSeconds} {message.SaveDate}";

    private static string Line(MessageRecord message, KeywordTable keywords) =>
        $"{message.Uid} {message.Flags} [{Join(keywords.NamesOf(message.Keywords))}] {message.ModSeq} {message.EmailId} {message.ThreadId} {message.Content} {message.InternalDateSeconds} {message.SaveDateSeconds}";

    // Keywords are one whatever their case.
    private static string Join(IEnumerable<string> keywords) =>
        string.Join(' ', keywords.Select(keyword => keyword.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));

    private static ModelMessage Change(ModelMessage message, FlagChange change)
    {
        var (had, named) = (message.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries), Join(change.Keywords).Split(' '));
        return change.Operation switch
        {
            FlagOperation.Add => message with { Flags = message.Flags | change.Flags, Keywords = Join(had.Concat(named)).Trim() },
            FlagOperation.Remove => message with { Flags = message.Flags & ~change.Flags, Keywords = Join(had.Except(named)) },
            _ => message with { Flags = change.Flags, Keywords = Join(change.Keywords) },
        };
    }

    private void Rename(MailboxRenamed e)
    {
        var old = mailboxes[e.Mailbox].Name;
        foreach (var (id, mailbox) in mailboxes.ToList())
            if (mailbox.Name == old || mailbox.Name.StartsWith(old + "/", StringComparison.Ordinal))
            {
                var name = e.NewName + mailbox.Name[old.Length..];
                mailboxes[id] = mailbox.Renamed(name, mailbox.Subscribed | orphans.Remove(name));
            }
    }

    private void Subscribe(SubscriptionChanged e)
    {
        var named = mailboxes.Where(pair => pair.Value.Name == e.Name).ToList();
        foreach (var (id, mailbox) in named)
            mailboxes[id] = mailbox.Renamed(mailbox.Name, e.Subscribed);
        if (named.Count > 0)
            return;
        if (e.Subscribed)
            orphans.Add(e.Name);
        else
            orphans.Remove(e.Name);
    }

    private List<ModelMessage> Take(MailboxId from, UidSet uids, long saveDate) =>
        [.. uids.Enumerate().Select(uid => mailboxes[from].Messages[uid] with { SaveDate = saveDate })];

    private static void Put(ModelMailbox mailbox, IEnumerable<ModelMessage> messages, LoggedEvent logged)
    {
        var next = logged.First;
        foreach (var message in messages)
        {
            var uid = new Uid((uint)next.Value);
            Assert.True(uid > mailbox.LastUid);
            mailbox.Messages.Add(uid, message with { ModSeq = next });
            mailbox.LastUid = uid;
            next += 1;
        }
        mailbox.HighestModSeq = logged.Last;
    }

    private void Remove(MailboxId from, UidSet uids, LoggedEvent logged)
    {
        foreach (var uid in uids.Enumerate())
            Assert.True(mailboxes[from].Messages.Remove(uid));
        mailboxes[from].HighestModSeq = logged.Last;
    }
}
