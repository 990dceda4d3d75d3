using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>What a SEARCH or SORT found, and how the client is told.</summary>
/// <param name="found">Indexes of the view, in the order of the result.</param>
/// <param name="byUid">The client wants UIDs instead of sequence numbers.</param>
/// <param name="withModSeq">The answer tells the highest MODSEQ of what it is about (RFC 7162 §3.1.5, §3.1.6).</param>
internal sealed class SearchResult(MailboxState view, List<int> found, bool byUid, bool withModSeq)
{
    /// <summary>Tells the client, and saves what is to be saved.</summary>
    /// <param name="wanted">Null: the plain response.</param>
    /// <param name="name">Of the plain response.</param>
    public async ValueTask AnswerAsync(
        SearchReturn? wanted,
        string name,
        SelectedMailbox mailbox,
        ImapSession session,
        CancellationToken cancellationToken
    )
    {
        if (wanted is null)
        {
            await WritePlainAsync(name, session, cancellationToken);
            return;
        }
        if (wanted.Save)
            mailbox.SavedResult = SavedBy(wanted);
        if (!wanted.IsShown)
            return;
        session.Output.Write("* ESEARCH (TAG "u8).String(session.Tag).Write(byUid ? ") UID"u8 : ")"u8);
        await WriteItemsAsync(wanted, session, cancellationToken);
    }

    /// <summary>The rest of an ESEARCH response (RFC 4731 §3.1): <c> COUNT 17 ALL 4:18,21</c>. Nothing is said of what there is none of, but COUNT and PARTIAL.</summary>
    public async ValueTask WriteItemsAsync(SearchReturn wanted, ImapSession session, CancellationToken cancellationToken)
    {
        var output = session.Output;
        if (found.Count > 0)
        {
            if (wanted.Min)
                output.Write(" MIN "u8).Number(NumberOf(found[0]));
            if (wanted.Max)
                output.Write(" MAX "u8).Number(NumberOf(found[^1]));
            if (wanted.All)
            {
                output.Write(" ALL "u8);
                await WriteSetAsync(0, found.Count, session, cancellationToken);
            }
        }
        if (wanted.Count)
            output.Write(" COUNT "u8).Number(found.Count);
        if (wanted.Partial is { } page)
        {
            var (start, length) = page.Resolve(found.Count);
            output.Write(" PARTIAL ("u8).Text(page.ToString()).Write(length > 0 ? " "u8 : " NIL"u8);
            await WriteSetAsync(start, length, session, cancellationToken);
            output.Write(")"u8);
        }
        if (withModSeq && Shown(wanted).Any())
            output.Write(" MODSEQ "u8).Number(HighestModSeq(Shown(wanted)));
        output.EndLine();
    }

    /// <summary><c>* SEARCH 2 84 882</c> (RFC 3501 §7.2.5) or <c>* SORT 84 2 882</c> (RFC 5256 §4).</summary>
    private async ValueTask WritePlainAsync(string name, ImapSession session, CancellationToken cancellationToken)
    {
        session.Output.Write("* "u8).Text(name);
        foreach (var index in found)
        {
            session.Output.Write(" "u8).Number(NumberOf(index));
            await session.FlushIfLargeAsync(cancellationToken);
        }
        if (withModSeq && found.Count > 0)
            session.Output.Write(" (MODSEQ "u8).Number(HighestModSeq(found)).Write(")"u8);
        session.Output.EndLine();
    }

    /// <summary>What <c>$</c> stands for afterwards.</summary>
    public UidSet SavedBy(SearchReturn wanted) => UidSet.Of(Shown(wanted).Select(index => view[index].Uid));

    /// <summary>The messages that an answer is about: all, unless only ends or a page are asked for.</summary>
    private IEnumerable<int> Shown(SearchReturn wanted)
    {
        if (!wanted.IsOfSome || found.Count == 0)
            return found;
        var (start, length) = wanted.Partial?.Resolve(found.Count) ?? (0, 0);
        var shown = found.Skip(start).Take(length);
        if (wanted.Min)
            shown = shown.Append(found[0]);
        return wanted.Max ? shown.Append(found[^1]) : shown;
    }

    private ulong HighestModSeq(IEnumerable<int> indexes) => indexes.Max(index => view[index].ModSeq.Value);

    private async ValueTask WriteSetAsync(int start, int length, ImapSession session, CancellationToken cancellationToken)
    {
        for (var first = start; first < start + length; first++)
        {
            var last = first;
            while (last + 1 < start + length && NumberOf(found[last + 1]) == NumberOf(found[last]) + 1)
                last++;
            if (first > start)
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
