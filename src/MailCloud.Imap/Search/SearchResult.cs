using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>What a SEARCH found, and how the client is told.</summary>
/// <param name="found">Indexes of the view, ascending.</param>
/// <param name="byUid">The client wants UIDs instead of sequence numbers.</param>
internal sealed class SearchResult(MailboxState view, List<int> found, bool byUid)
{
    /// <summary><c>* SEARCH 2 84 882</c> (RFC 3501 §7.2.5).</summary>
    public async ValueTask WriteSearchAsync(ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("* SEARCH"u8);
        foreach (var index in found)
        {
            session.Output.Write(" "u8).Number(NumberOf(index));
            await session.FlushIfLargeAsync(cancellationToken);
        }
        session.Output.EndLine();
    }

    /// <summary><c>* ESEARCH (TAG "A1") UID COUNT 17 ALL 4:18,21</c> (RFC 4731 §3.1). Some clients do not read a tag that is not quoted.</summary>
    public async ValueTask WriteExtendedAsync(SearchReturn wanted, ImapSession session, CancellationToken cancellationToken)
    {
        var output = session.Output;
        output.Write("* ESEARCH (TAG "u8).String(session.Tag).Write(byUid ? ") UID"u8 : ")"u8);
        if (found.Count > 0)
        {
            if (wanted.Min)
                output.Write(" MIN "u8).Number(NumberOf(found[0]));
            if (wanted.Max)
                output.Write(" MAX "u8).Number(NumberOf(found[^1]));
            if (wanted.All)
                await WriteSetAsync(session, cancellationToken);
        }
        if (wanted.Count)
            output.Write(" COUNT "u8).Number(found.Count);
        output.EndLine();
    }

    /// <summary>What <c>$</c> stands for afterwards: all of the result, unless only its ends were asked for (RFC 5182 §2.4).</summary>
    public UidSet SavedBy(SearchReturn wanted)
    {
        if (found.Count == 0)
            return UidSet.Empty;
        var saved = new UidSet.Builder();
        if ((wanted.Min || wanted.Max) && !wanted.All && !wanted.Count)
        {
            if (wanted.Min)
                saved.Add(view[found[0]].Uid);
            if (wanted.Max)
                saved.Add(view[found[^1]].Uid);
        }
        else
        {
            foreach (var index in found)
                saved.Add(view[index].Uid);
        }
        return saved.ToSet();
    }

    private async ValueTask WriteSetAsync(ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write(" ALL "u8);
        for (var first = 0; first < found.Count; first++)
        {
            var last = first;
            while (last + 1 < found.Count && NumberOf(found[last + 1]) == NumberOf(found[last]) + 1)
                last++;
            if (first > 0)
                session.Output.Write(","u8);
            session.Output.Number(NumberOf(found[first]));
            if (last > first)
                session.Output.Write(":"u8).Number(NumberOf(found[last]));
            first = last;
            await session.FlushIfLargeAsync(cancellationToken);
        }
    }

    private uint NumberOf(int index) => byUid ? view[index].Uid.Value : (uint)index + 1;
}
