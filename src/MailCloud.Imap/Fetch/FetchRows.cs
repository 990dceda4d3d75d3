using MailCloud.Imap.Session;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Fetch;

/// <summary>Writes the FETCH responses of one command (RFC 9051 §7.5.2). Those that memory answers allocate nothing.</summary>
/// <param name="newest">The mailbox after <c>\Seen</c> was set; null: nothing was changed.</param>
/// <param name="nowSeen">The messages that got <c>\Seen</c>, whose responses say so.</param>
internal sealed class FetchRows(ImapSession session, FetchList items, MailboxState? newest, UidSet nowSeen)
{
    private readonly MailboxState view = session.Selected.View;
    private readonly KeywordTable keywords = (newest ?? session.Selected.View).Keywords;

    /// <summary>Octets of some message are gone.</summary>
    public bool SomeAreGone { get; private set; }

    /// <summary>Some part is encoded in a way that nobody knows.</summary>
    public bool SomeAreUndecodable { get; private set; }

    /// <exception cref="StoreUnavailableException">Storage does not answer; whole responses are written, none in part.</exception>
    /// <exception cref="IOException">The client has gone, or storage failed within a response: then the connection has to end.</exception>
    public async ValueTask WriteAsync(IndexSet messages, CancellationToken cancellationToken)
    {
        foreach (var range in messages.Ranges)
        {
            for (var index = range.First; index <= range.Last; index++)
            {
                if (items.AreInRecords)
                    WriteFromMemory(index);
                else
                    await WriteFromStorageAsync(index, cancellationToken);
                await session.FlushIfLargeAsync(cancellationToken);
            }
        }
    }

    /// <summary>Writes the beginning of a response with the items that need no octets of the message. True: there were some.</summary>
    public bool WriteStart(int sequenceNumber, in MessageRecord record, MessageSummary? summary)
    {
        var output = session.BeginFetch(sequenceNumber, record.Uid);
        var hasItems = false;
        foreach (var item in items.Records)
        {
            WriteLabel(item, ref hasItems);
            item.Write(record, keywords, output);
        }
        if (!nowSeen.IsEmpty && nowSeen.Contains(record.Uid))
            WriteSeen(record, ref hasItems);
        if (items.HasModSeq)
            session.Selected.Show(record.ModSeq);
        if (summary is null)
            return hasItems;
        foreach (var item in items.Summaries)
        {
            WriteLabel(item, ref hasItems);
            item.Write(summary, output);
        }
        return hasItems;
    }

    public void WriteLabel(FetchItem item, ref bool hasItems)
    {
        session.Output.Write(hasItems ? " "u8 : "("u8).Write(item.Label).Write(" "u8);
        hasItems = true;
    }

    /// <summary>What <c>\Seen</c> has changed, unless it is among the items.</summary>
    private void WriteSeen(in MessageRecord record, ref bool hasItems)
    {
        if (!items.HasFlags)
        {
            WriteLabel(RecordItems.Flags, ref hasItems);
            RecordItems.Flags.Write(record, keywords, session.Output);
        }
        if (session.Has(Extensions.Condstore) && !items.HasModSeq)
        {
            WriteLabel(RecordItems.ModSeq, ref hasItems);
            RecordItems.ModSeq.Write(record, keywords, session.Output);
            session.Selected.Show(record.ModSeq);
        }
    }

    private void WriteFromMemory(int index)
    {
        WriteStart(index + 1, Record(index), summary: null);
        session.Output.Write(")\r\n"u8);
    }

    private async ValueTask WriteFromStorageAsync(int index, CancellationToken cancellationToken)
    {
        var record = Record(index);
        var summary = items.NeedSummary ? await record.Summary.ReadAsync(cancellationToken) : null;
        var row = new FetchRow(session, this, index + 1, record, summary);
        try
        {
            foreach (var item in items.Contents)
                await item.WriteAsync(row, cancellationToken);
        }
        catch (Exception e) when (row.HasBegun && e is StoreUnavailableException or InvalidDataException)
        {
            throw new IOException("Storage failed within a response.", e);
        }
        SomeAreGone |= row.IsGone;
        SomeAreUndecodable |= row.IsUndecodable;
        // A response has one item at least.
        if (!row.HasBegun && row.IsUndecodable && !HasItemsWithoutContent(record))
            return;
        row.Begin();
        session.Output.Write(")\r\n"u8);
    }

    private bool HasItemsWithoutContent(in MessageRecord record) => !items.Records.IsEmpty || !items.Summaries.IsEmpty || TellsSeen(record);

    private bool TellsSeen(in MessageRecord record) => !nowSeen.IsEmpty && !items.HasFlags && nowSeen.Contains(record.Uid);

    /// <summary>The newest record of the message. One that others expunged is still as the client knows it.</summary>
    private ref readonly MessageRecord Record(int index)
    {
        ref readonly var known = ref view[index];
        return ref newest is not null && newest.IndexOf(known.Uid) is >= 0 and var place ? ref newest[place] : ref known;
    }
}
