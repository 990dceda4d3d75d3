using System.Collections.Immutable;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Search;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Sort;

/// <summary>
/// Finds messages and tells them in an order (SORT and UID SORT, RFC 5256 §3; by names as people read them, RFC 5957). With RETURN the answer is an ESEARCH
/// response in that order (RFC 5267 §3).
/// <code>
/// C: A1 SORT (SUBJECT REVERSE DATE) UTF-8 ALL
/// S: * SORT 5 3 4 1 2
/// S: A1 OK Done
/// C: A2 UID SORT RETURN (PARTIAL 1:50 COUNT) (REVERSE ARRIVAL) UTF-8 UNDELETED
/// S: * ESEARCH (TAG "A2") UID COUNT 3 PARTIAL (1:50 4711,4702:4703)
/// S: A2 OK Done
/// </code>
/// </summary>
internal sealed record SortCommand(ImmutableArray<SortCriterion> Criteria, SearchProgram Program, SearchReturn? Return, bool ByUid)
{
    public static SortCommand Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static SortCommand ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(SortCommand command, ImapSession session, CancellationToken cancellationToken)
    {
        var (mailbox, program) = (session.Selected, command.Program);
        // Each message may be looked at twice: whether it is wanted, and where it belongs.
        var progress = new Progress(session, 2L * mailbox.View.Count);
        if (program.Prepare(mailbox, session, progress, command.Return is { Save: true }) is not { } search)
            return SearchProgram.BadCharset;
        var found = await search.RunAsync(cancellationToken);
        var sorted = await new MessageOrder(command.Criteria).RunAsync(found, mailbox.View, progress, cancellationToken);
        var result = new SearchResult(mailbox.View, sorted, command.ByUid, program.AsksForModSeq);
        await result.AnswerAsync(command.Return, "SORT", mailbox, session, cancellationToken);
        return Completion.Ok("Done");
    }

    private static SortCommand Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var options = SearchReturn.TryParse(ref reader);
        var criteria = SortCriterion.ParseList(ref reader);
        reader.Space();
        return new SortCommand(criteria, SearchProgram.ParseWithCharset(ref reader), options, byUid);
    }
}
