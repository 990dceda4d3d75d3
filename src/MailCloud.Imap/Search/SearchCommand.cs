using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;

namespace MailCloud.Imap.Search;

/// <summary>
/// Finds messages (SEARCH, RFC 9051 §6.4.4, and UID SEARCH, §6.4.9). With RETURN, or to a client of IMAP4rev2, the answer is an ESEARCH response
/// (RFC 4731), else the SEARCH response of IMAP4rev1 (RFC 3501 §7.2.5).
/// <code>
/// C: A1 SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
/// S: * SEARCH 2 84 882
/// S: A1 OK Done
/// C: A2 UID SEARCH RETURN (MIN COUNT) UNSEEN
/// S: * ESEARCH (TAG "A2") UID MIN 4711 COUNT 3
/// S: A2 OK Done
/// </code>
/// </summary>
internal sealed record SearchCommand(SearchProgram Program, SearchReturn? Return, bool ByUid)
{
    public static SearchCommand Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static SearchCommand ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(SearchCommand command, ImapSession session, CancellationToken cancellationToken)
    {
        var (mailbox, program) = (session.Selected, command.Program);
        if (program.RefuseCharset(session) is { } refusal)
            return refusal;
        var progress = new Progress(session, mailbox.View.Count);
        if (program.Prepare(mailbox, session, progress, command.Return is { Save: true }) is not { } search)
            return SearchProgram.BadCharset;
        var found = new SearchResult(mailbox.View, await search.RunAsync(cancellationToken), command.ByUid, program.AsksForModSeq);
        var wanted = command.Return ?? (session.Has(Extensions.Imap4Rev2) ? SearchReturn.Everything : null);
        await found.AnswerAsync(wanted, "SEARCH", mailbox, session, cancellationToken);
        return Completion.Ok("Done");
    }

    private static SearchCommand Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        var options = SearchReturn.TryParse(ref reader);
        return new SearchCommand(SearchProgram.Parse(ref reader), options, byUid);
    }
}
