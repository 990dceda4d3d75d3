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

    public MailboxId Id { get; } = mailbox.Id;

    /// <summary>Opened with EXAMINE: nothing in it may be changed.</summary>
    public bool ReadOnly { get; } = readOnly;

    /// <summary>The messages and flags that the client knows.</summary>
    public MailboxState View { get; private set; } = view;

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
    public UidSet UidsOf(SequenceSet set)
    {
        var largest = View.Count > 0 ? View[View.Count - 1].Uid.Value : 0;
        return UidSet.Of(
            set.Ranges.Select(range => range.Resolve(largest)).Select(range => new UidRange(new Uid(range.First), new Uid(range.Last)))
        );
    }

    /// <summary>The sequence number of a message of the view.</summary>
    public int SequenceNumberOf(Uid uid) => View.IndexOf(uid) + 1;

    /// <summary>
    /// The client knows, from the answer to its own STORE or because it asked for silence, the flags that these messages have since
    /// <paramref name="at"/>: the next <see cref="SynchronizeAsync"/> does not repeat them.
    /// </summary>
    public void MarkTold(UidSet uids, ModSeq at)
    {
        told = uids;
        toldAt = at;
    }

    /// <summary>
    /// Tells the client what changed between its view and <paramref name="newest"/>, and moves the view there. EXPUNGE comes first, then EXISTS,
    /// then FETCH with flags: each line is true when it is read.
    /// </summary>
    /// <param name="mayExpunge">False: messages that are gone keep their numbers until later (RFC 9051 §7.5.1).</param>
    public async ValueTask SynchronizeAsync(MailboxState newest, bool mayExpunge, ImapSession session, CancellationToken cancellationToken)
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

    /// <summary><c>* n FETCH (UID u FLAGS (...))</c>.</summary>
    public void WriteFlags(int sequenceNumber, in MessageRecord message, ImapWriter output)
    {
        output.Write("* "u8).Number(sequenceNumber).Write(" FETCH (UID "u8).Number(message.Uid.Value).Write(" FLAGS "u8);
        output.Flags(message.Flags, message.Keywords, View.Keywords).Write(")\r\n"u8);
    }

    // From the first to the last: each message that goes moves those behind it one down, so that message numbers shift as lines are read.
    private async ValueTask WriteExpungedAsync(UidSet expunged, ImapSession session, CancellationToken cancellationToken)
    {
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
                if (View[index].ModSeq != toldAt || !told.Contains(View[index].Uid))
                    WriteFlags(index + 1, View[index], session.Output);
                await session.FlushIfLargeAsync(cancellationToken);
            }
        }
    }
}
