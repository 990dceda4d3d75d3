using MailCloud.Mail.Store;

namespace MailCloud.Imap.Session;

/// <summary>The messages that a mailbox has lost, by UID (VANISHED, RFC 7162 §3.2.10).</summary>
internal static class Vanished
{
    /// <summary>Ranges in one line: clients keep buffers of about 8,000 octets (RFC 7162 §4), and a range has at most 22.</summary>
    private const int RangesPerLine = 350;

    /// <summary>How much of the log is read for one answer, in numbers of the account's counter.</summary>
    private const ulong MaxNumbers = 10_000;

    /// <summary>
    /// The messages that left the mailbox after <paramref name="since"/>. The log tells; where it does not reach, would be long, or cannot be read now,
    /// every UID that is not there any more is named, as RFC 7162 §3.2.6 allows: UIDs that a client does not know mean nothing to it.
    /// </summary>
    /// <param name="newest">The state up to which is told.</param>
    public static async ValueTask<UidSet> SinceAsync(
        IMailStore store,
        AccountState newest,
        MailboxEntry mailbox,
        ModSeq since,
        CancellationToken cancellationToken
    )
    {
        if (since >= mailbox.HighestModSeq)
            return UidSet.Empty;
        if (newest.ModSeq.Value - since.Value > MaxNumbers)
            return Missing(newest, mailbox);
        try
        {
            List<UidRange> gone = [];
            await foreach (var logged in store.ReadEventsAsync(newest.Account, since, newest.ModSeq, cancellationToken))
                gone.AddRange(GoneIn(logged.Event, mailbox.Id).Ranges);
            return UidSet.Of(gone);
        }
        catch (Exception e) when (e is EventsMissingException or StoreUnavailableException)
        {
            return Missing(newest, mailbox);
        }
    }

    /// <summary><c>* VANISHED 41,43:116</c>, in lines that clients have room for. It writes nothing if nothing is gone.</summary>
    /// <param name="earlier">It tells of the time before the mailbox was opened, which changes no sequence numbers.</param>
    public static async ValueTask WriteAsync(UidSet gone, bool earlier, ImapSession session, CancellationToken cancellationToken)
    {
        for (var first = 0; first < gone.Ranges.Length; first += RangesPerLine)
        {
            var ranges = gone.Ranges.AsSpan(first, Math.Min(RangesPerLine, gone.Ranges.Length - first));
            session.Output.Write(earlier ? "* VANISHED (EARLIER) "u8 : "* VANISHED "u8).UidRanges(ranges).EndLine();
            await session.FlushIfLargeAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Tells which of the UIDs have left the open mailbox since then. A message that the client still has a number for is left for a VANISHED that
    /// takes the number away, too.
    /// </summary>
    public static async ValueTask WriteEarlierAsync(UidSet uids, ModSeq since, ImapSession session, CancellationToken cancellationToken)
    {
        var view = session.Selected.View;
        if (session.Newest.Directory.Find(session.Selected.Id) is not { } mailbox)
            return;
        var gone = (await SinceAsync(session.Server.Store, session.Newest, mailbox, since, cancellationToken)).Intersect(uids);
        await WriteAsync(gone.Except(view.Intersect(gone)), earlier: true, session, cancellationToken);
    }

    private static UidSet GoneIn(MailEvent e, MailboxId mailbox) =>
        e switch
        {
            MessagesExpunged expunged when expunged.Mailbox == mailbox => expunged.Uids,
            MessagesMoved moved when moved.From == mailbox => moved.Uids,
            _ => UidSet.Empty,
        };

    /// <summary>All UIDs that the mailbox can have had and does not have. They begin above the mailbox's own number.</summary>
    private static UidSet Missing(AccountState newest, MailboxEntry mailbox)
    {
        var missing = new UidSet.Builder();
        var next = mailbox.UidValidity + 1;
        foreach (var stretch in newest.Messages(mailbox.Id).Stretches)
        foreach (ref readonly var message in stretch.Span)
        {
            if (message.Uid.Value > next)
                missing.Add(new UidRange(new Uid(next), new Uid(message.Uid.Value - 1)));
            next = message.Uid.Value + 1;
        }
        if (mailbox.LastUid.Value >= next)
            missing.Add(new UidRange(new Uid(next), mailbox.LastUid));
        return missing.ToSet();
    }
}
