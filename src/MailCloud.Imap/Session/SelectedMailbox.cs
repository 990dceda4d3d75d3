using MailCloud.Imap.Grammar;
using MailCloud.Imap.Output;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Session;

/// <summary>
/// The mailbox that a session has open, as its client knows it. The invariant: <see cref="View"/> is exactly what the client was told, so that message
/// number n is <c>View[n - 1]</c>. It moves only in <see cref="SynchronizeAsync"/>, which tells the client about every step.
/// </summary>
/// <remarks>
/// While EXPUNGE may not be sent, a message that others expunged stays in the view with its number; it can still be read, since records and bytes do
/// not go away, but nothing can be changed about it.
/// </remarks>
internal sealed class SelectedMailbox(MailboxEntry mailbox, MailboxState view, bool readOnly)
{
    private UidSet told = UidSet.Empty;
    private ModSeq toldAt;
    private bool toldModSeq;
    private ModSeq believed = mailbox.HighestModSeq;

    public MailboxId Id { get; } = mailbox.Id;

    /// <summary>Opened with EXAMINE: nothing in it may be changed.</summary>
    public bool ReadOnly { get; } = readOnly;

    /// <summary>The messages and flags that the client knows.</summary>
    public MailboxState View { get; private set; } = view;

    /// <summary>
    /// HIGHESTMODSEQ as the client may store it: it was told of everything up to here. It stays behind while an EXPUNGE has to wait, since a client that
    /// comes back with a later number would never be told of it (RFC 7162 §3.2).
    /// </summary>
    public ModSeq HighestModSeq { get; private set; } = mailbox.HighestModSeq;

    /// <summary>What <c>$</c> stands for (RFC 5182 §2.1).</summary>
    public UidSet SavedResult { get; set; } = UidSet.Empty;

    /// <summary>
    /// The UIDs of the messages that a set names. UIDs that do not exist are no error (RFC 9051 §6.4.9).
    /// </summary>
    /// <exception cref="ImapSyntaxException">A sequence number is above the number of messages (RFC 9051 §9, <c>seq-number</c>).</exception>
    public UidSet Resolve(SequenceSet set, bool byUid) =>
        View.Intersect(
            UidSet.Of(IndexSet.Of(this, set, byUid).Ranges.Select(range => new UidRange(View[range.First].Uid, View[range.Last].Uid)))
        );

    /// <summary>The UIDs of a <c>uid-set</c>, whether they exist or not; <c>*</c> is the highest one in the view.</summary>
    public UidSet UidsOf(SequenceSet set) => UidsOf(set, View.Count > 0 ? View[View.Count - 1].Uid.Value : 0);

    /// <param name="largest">What <c>*</c> is.</param>
    public UidSet UidsOf(SequenceSet set, uint largest)
    {
        if (set.IsSaved)
            return SavedResult;
        return UidSet.Of(
            set.Ranges.Select(range => range.Resolve(largest)).Select(range => new UidRange(new Uid(range.First), new Uid(range.Last)))
        );
    }

    /// <summary>
    /// The client knows, from the answer to its own STORE or because it asked for silence, the flags that these messages have since
    /// <paramref name="at"/>: the next <see cref="SynchronizeAsync"/> does not repeat them.
    /// </summary>
    /// <param name="withModSeq">It was told their MODSEQ, too; silence does not extend to that (RFC 7162 §3.1.3).</param>
    public void MarkTold(UidSet uids, ModSeq at, bool withModSeq)
    {
        told = uids;
        toldAt = at;
        toldModSeq = withModSeq;
    }

    /// <summary>A MODSEQ was sent. Clients take the highest one they see for HIGHESTMODSEQ.</summary>
    public void Show(ModSeq modSeq)
    {
        if (modSeq > believed)
            believed = modSeq;
    }

    /// <summary><see cref="HighestModSeq"/>, if it is not what the client must take for it by now; it is told then. Null: it is.</summary>
    public ModSeq? TakeHighestModSeq()
    {
        if (believed == HighestModSeq)
            return null;
        return believed = HighestModSeq;
    }

    /// <summary>
    /// Tells the client what changed between its view and <paramref name="newest"/>, and moves the view there. EXPUNGE comes first, then EXISTS,
    /// then FETCH with flags: each line is true when it is read.
    /// </summary>
    /// <param name="highestModSeq">The HIGHESTMODSEQ that belongs to <paramref name="newest"/>.</param>
    /// <param name="mayExpunge">False: messages that are gone keep their numbers until later (RFC 9051 §7.5.1).</param>
    public async ValueTask SynchronizeAsync(
        MailboxState newest,
        ModSeq highestModSeq,
        bool mayExpunge,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        if (ReferenceEquals(newest, View))
            return;
        var delta = MailboxDelta.Between(View, newest);
        var newKeywords = newest.Keywords.Names.Length > View.Keywords.Names.Length;
        if (mayExpunge)
            await WriteExpungedAsync(delta.Expunged, session, cancellationToken);
        else if (!delta.Expunged.IsEmpty)
            newest = newest.WithGhosts(View, delta);
        View = newest;
        if (mayExpunge || delta.Expunged.IsEmpty)
            HighestModSeq = highestModSeq;
        if (newKeywords)
            WriteFlagNames(session.Output);
        if (!delta.Appended.IsEmpty)
            WriteExists(session.Output);
        await WriteChangedFlagsAsync(delta.Changed, session, cancellationToken);
        told = UidSet.Empty;
    }

    /// <summary><c>* n EXISTS</c>.</summary>
    public void WriteExists(ImapWriter output) => output.Write("* "u8).Number(View.Count).Write(" EXISTS\r\n"u8);

    /// <summary>The flags there are, and those that a client may change for good: any, new keywords too, or none in a mailbox opened to look only.</summary>
    public void WriteFlagNames(ImapWriter output)
    {
        output.Write("* FLAGS ("u8).FlagNames(View.Keywords).Write(")\r\n* OK [PERMANENTFLAGS ("u8);
        if (!ReadOnly)
            output.FlagNames(View.Keywords).Write(" \\*"u8);
        output.Write(")] Flags that are kept\r\n"u8);
    }

    /// <summary>
    /// <c>* n FETCH (UID u FLAGS (...) MODSEQ (m))</c>; the UID is in front of a UIDFETCH, and MODSEQ is for clients that know of it.
    /// </summary>
    /// <param name="silent">The client knows the flags, or does not want to hear them.</param>
    public void WriteFlags(int index, ImapSession session, bool silent = false)
    {
        ref readonly var message = ref View[index];
        var output = session.BeginFetch(index + 1, message.Uid).Write("("u8);
        if (!session.Has(Extensions.UidOnly))
            output.Write("UID "u8).Number(message.Uid.Value).Write(" "u8);
        if (!silent)
            output.Write("FLAGS "u8).Flags(message.Flags, message.Keywords, View.Keywords);
        if (session.Has(Extensions.Condstore))
        {
            output.Write(silent ? "MODSEQ ("u8 : " MODSEQ ("u8).Number(message.ModSeq.Value).Write(")"u8);
            Show(message.ModSeq);
        }
        output.Write(")\r\n"u8);
    }

    // From the first to the last: each message that goes moves those behind it one down, so that message numbers shift as lines are read.
    private async ValueTask WriteExpungedAsync(UidSet expunged, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Has(Extensions.Qresync | Extensions.UidOnly))
        {
            await Vanished.WriteAsync(expunged, earlier: false, session, cancellationToken);
            return;
        }
        var gone = 0;
        foreach (var range in expunged.Ranges)
        {
            var index = View.IndexOf(range.First);
            for (index = index < 0 ? ~index : index; index < View.Count && View[index].Uid <= range.Last; index++)
            {
                session.Output.Write("* "u8).Number(index + 1 - gone++).Write(" EXPUNGE\r\n"u8);
                await session.FlushIfLargeAsync(cancellationToken);
            }
        }
    }

    private async ValueTask WriteChangedFlagsAsync(UidSet changed, ImapSession session, CancellationToken cancellationToken)
    {
        foreach (var range in changed.Ranges)
        {
            var index = View.IndexOf(range.First);
            for (index = index < 0 ? ~index : index; index < View.Count && View[index].Uid <= range.Last; index++)
            {
                var isTold = View[index].ModSeq == toldAt && told.Contains(View[index].Uid);
                if (!isTold)
                    WriteFlags(index, session);
                else if (!toldModSeq && session.Has(Extensions.Condstore))
                    WriteFlags(index, session, silent: true);
                await session.FlushIfLargeAsync(cancellationToken);
            }
        }
    }
}
