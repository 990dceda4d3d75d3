using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Emails.Changes;

/// <summary>
/// Tells which Email a message was that events name by its UID in a mailbox. One that is there still is looked up; of others it is known where they came from or
/// went to, or what the event says with which they left.
/// </summary>
internal sealed class PlaceTracer
{
    private readonly AccountState newest;
    private readonly Dictionary<Place, ExpungedEmail> known = [];

    /// <param name="newest">The state that the events lead to.</param>
    public PlaceTracer(AccountState newest, IReadOnlyList<LoggedEvent> events)
    {
        this.newest = newest;
        foreach (var logged in events)
            Learn(logged);
        // What a copy is tells what the message was, which tells what its other copies are.
        foreach (var logged in events.Reverse())
            Follow(logged);
        foreach (var logged in events)
            Follow(logged);
    }

    /// <summary>Null: nobody can tell any more.</summary>
    public ExpungedEmail? Find(MailboxId mailbox, Uid uid)
    {
        if (known.TryGetValue(new Place(mailbox, uid), out var found))
            return found;
        if (newest.FindMessages(mailbox) is not { } messages || messages.IndexOf(uid) is not (>= 0 and var index))
            return null;
        return new ExpungedEmail(messages[index].EmailId, messages[index].ThreadId);
    }

    /// <summary>Where copies were put: <paramref name="first"/> and the numbers after it are their UIDs.</summary>
    public static IEnumerable<(Uid From, Uid To)> Copies(UidSet uids, ModSeq first) =>
        uids.Enumerate().Select((uid, n) => (uid, new Uid(checked((uint)(first + (ulong)n).Value))));

    private void Learn(LoggedEvent logged)
    {
        if (logged.Event is MessagesAppended appended)
            foreach (var (n, message) in appended.Messages.Index())
            {
                var number = logged.First + (ulong)n;
                known[new Place(appended.Mailbox, new Uid(checked((uint)number.Value)))] = new(new(number.Value), message.ThreadId);
            }
        else if (logged.Event is MessagesExpunged expunged)
            foreach (var (uid, email) in expunged.Uids.Enumerate().Zip(expunged.Emails))
                known[new Place(expunged.Mailbox, uid)] = email;
    }

    private void Follow(LoggedEvent logged)
    {
        var (uids, from, to) = logged.Event switch
        {
            MessagesCopied copied => (copied.Uids, copied.From, copied.To),
            MessagesMoved moved => (moved.Uids, moved.From, moved.To),
            _ => (UidSet.Empty, default, default),
        };
        foreach (var (source, copy) in Copies(uids, logged.First))
            if (Find(from, source) is { } email)
                known[new Place(to, copy)] = email;
            else if (Find(to, copy) is { } same)
                known[new Place(from, source)] = same;
    }
}
