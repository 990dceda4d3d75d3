using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Commands;

/// <summary>
/// What a client knows of the mailbox that it opens, so that it is told only what has changed since (QRESYNC, RFC 7162 §3.2.5): the UIDs that are gone,
/// and the flags of messages that changed or came in.
/// <code>
/// C: A1 SELECT INBOX (QRESYNC (67890007 90060115194045000 41:211,214:541 (1,50,541 41,98,541)))
/// S: ...
/// S: * VANISHED (EARLIER) 41,43:116,118
/// S: * 49 FETCH (UID 117 FLAGS (\Seen) MODSEQ (90060115194045001))
/// S: A1 OK [READ-WRITE] Open
/// </code>
/// </summary>
/// <param name="UidValidity">If it is another one now, the client knows nothing, and is told nothing here.</param>
/// <param name="Known">The UIDs that the client cares for; null: all.</param>
/// <param name="Matches">Sequence numbers and UIDs that belonged together when the client knew the mailbox, ascending.</param>
internal sealed record Resynchronization(uint UidValidity, ModSeq Since, UidSet? Known, (UidSet Numbers, UidSet Uids)? Matches)
{
    /// <summary>Reads the parameter of QRESYNC, in parentheses.</summary>
    public static Resynchronization Parse(ref ImapReader reader)
    {
        reader.Open();
        var uidValidity = reader.NzNumber();
        reader.Space();
        var since = new ModSeq(reader.Number64());
        UidSet? known = null;
        (UidSet, UidSet)? matches = null;
        if (reader.TrySpace())
        {
            if (reader.Peek != (byte)'(')
                known = KnownSet(ref reader);
            if (known is null || reader.TrySpace())
                matches = MatchData(ref reader);
        }
        reader.Close();
        return new Resynchronization(uidValidity, since, known, matches);
    }

    /// <summary>Tells the client what it does not know of the mailbox that was just opened.</summary>
    public async ValueTask WriteAsync(ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        if (UidValidity != mailbox.Id.UidValidity)
            return;
        var known = Known ?? UidSet.All;
        await Vanished.WriteEarlierAsync(known.Except(Unchanged(mailbox.View)), Since, session, cancellationToken);
        var changed = IndexSet.Of(mailbox.View, known).ChangedSince(mailbox.View, Since);
        var items = FetchList.Resynchronization.With(uid: !session.Has(Extensions.UidOnly), modSeq: true);
        await new FetchRows(session, items, newest: null, nowSeen: UidSet.Empty).WriteAsync(changed, cancellationToken);
    }

    /// <summary>
    /// The UIDs up to the last message that still has the number which the client remembers: of those it knows already what is gone
    /// (RFC 7162 §3.2.5.2).
    /// </summary>
    private UidSet Unchanged(MailboxState view)
    {
        if (Matches is not var (numbers, uids))
            return UidSet.Empty;
        var last = numbers
            .Enumerate()
            .Zip(uids.Enumerate())
            .TakeWhile(pair => pair.First.Value <= view.Count && view[(int)pair.First.Value - 1].Uid == pair.Second)
            .Select(pair => pair.Second)
            .LastOrDefault();
        return last.Value == 0 ? UidSet.Empty : UidSet.Of(new UidRange(new Uid(1), last));
    }

    private static (UidSet, UidSet) MatchData(ref ImapReader reader)
    {
        // RFC 9586 §3.
        if (reader.UidOnly)
            throw new ImapSyntaxException("You have no sequence numbers that could match UIDs") { Code = ResponseCode.UidRequired };
        reader.Open();
        var numbers = KnownSet(ref reader);
        reader.Space();
        var uids = KnownSet(ref reader);
        reader.Close();
        return numbers.Count == uids.Count ? (numbers, uids) : throw new ImapSyntaxException("The two sets do not match each other");
    }

    /// <summary>A set without <c>*</c>, which would mean something only when it was written.</summary>
    private static UidSet KnownSet(ref ImapReader reader)
    {
        var set = reader.SequenceSet();
        return !set.IsSaved && set.Ranges.All(range => !range.First.IsLargest && !range.Last.IsLargest)
            ? UidSet.Of(
                set.Ranges.Select(range => range.Resolve(0)).Select(range => new UidRange(new Uid(range.First), new Uid(range.Last)))
            )
            : throw new ImapSyntaxException("Expected numbers");
    }
}
