namespace MailCloud.Mail.Store;

/// <summary>
/// What became of a mailbox between two of its snapshots: what a session has to tell its client. It costs little where little changed, since snapshots
/// share their segments.
/// </summary>
/// <param name="Expunged">Messages of the older snapshot that the newer one does not have.</param>
/// <param name="Changed">Messages of both whose flags changed.</param>
/// <param name="Appended">Messages of the newer snapshot that the older one does not have.</param>
public sealed record MailboxDelta(UidSet Expunged, UidSet Changed, UidSet Appended)
{
    public bool IsEmpty => Expunged.IsEmpty && Changed.IsEmpty && Appended.IsEmpty;

    /// <summary>The delta from a snapshot to a later one of the same mailbox.</summary>
    public static MailboxDelta Between(MailboxState older, MailboxState newer)
    {
        UidSet.Builder expunged = new(),
            changed = new(),
            appended = new();
        int o = 0,
            n = 0;
        while (o < older.Count && n < newer.Count)
        {
            if (older.SharedRun(o, newer, n) is > 0 and var same)
            {
                o += same;
                n += same;
                continue;
            }
            ref readonly var before = ref older[o];
            ref readonly var after = ref newer[n];
            if (before.Uid == after.Uid)
            {
                if (before.ModSeq != after.ModSeq)
                    changed.Add(after.Uid);
                o++;
                n++;
            }
            else if (before.Uid < after.Uid)
            {
                expunged.Add(before.Uid);
                o++;
            }
            else
            {
                appended.Add(after.Uid);
                n++;
            }
        }
        for (; o < older.Count; o++)
            expunged.Add(older[o].Uid);
        for (; n < newer.Count; n++)
            appended.Add(newer[n].Uid);
        return new MailboxDelta(expunged.ToSet(), changed.ToSet(), appended.ToSet());
    }
}
