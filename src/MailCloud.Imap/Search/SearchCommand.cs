using System.Text;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary>
/// Finds messages (SEARCH, RFC 9051 §6.4.4, and UID SEARCH, §6.4.9). With RETURN the answer is an ESEARCH response (RFC 4731), else the SEARCH
/// response of IMAP4rev1 (RFC 3501 §7.2.5).
/// <code>
/// C: A1 SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
/// S: * SEARCH 2 84 882
/// S: A1 OK Done
/// C: A2 UID SEARCH RETURN (MIN COUNT) UNSEEN
/// S: * ESEARCH (TAG "A2") UID MIN 4711 COUNT 3
/// S: A2 OK Done
/// </code>
/// </summary>
/// <param name="Condition">Null: the client's charset is none that we know.</param>
internal sealed record SearchCommand(SearchCondition? Condition, SearchReturn? Return, bool ByUid)
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SearchCommand Parse(ref ImapReader reader) => Parse(ref reader, byUid: false);

    public static SearchCommand ParseUid(ref ImapReader reader) => Parse(ref reader, byUid: true);

    public static async ValueTask<Completion> ExecuteAsync(SearchCommand command, ImapSession session, CancellationToken cancellationToken)
    {
        var mailbox = session.Selected;
        var condition = command.Condition?.Bind(new SearchScope(mailbox, session.Server.Time.GetUtcNow()));
        // RFC 5182 §2.1: a SEARCH that ends with NO leaves nothing saved. It may itself look at what was saved before.
        if (command.Return is { Save: true })
            mailbox.SavedResult = UidSet.Empty;
        if (condition is null)
            return Completion.No("Strings can be in UTF-8", new ResponseCode("BADCHARSET (US-ASCII UTF-8)"));
        var search = new MailboxSearch(session.Server.Store, mailbox.View, condition);
        var found = new SearchResult(mailbox.View, await search.RunAsync(cancellationToken), command.ByUid);
        if (command.Return is not { } wanted)
        {
            await found.WriteSearchAsync(session, cancellationToken);
            return Completion.Ok("Done");
        }
        if (wanted.Save)
            mailbox.SavedResult = found.SavedBy(wanted);
        if (wanted.IsShown)
            await found.WriteExtendedAsync(wanted, session, cancellationToken);
        return Completion.Ok("Done");
    }

    private static SearchCommand Parse(ref ImapReader reader, bool byUid)
    {
        reader.Space();
        SearchReturn? options = null;
        if (reader.TryWord("RETURN"u8))
        {
            reader.Space();
            options = SearchReturn.Parse(ref reader);
            reader.Space();
        }
        var charset = StrictUtf8;
        if (reader.TryWord("CHARSET"u8))
        {
            reader.Space();
            charset = Charset(reader.AString());
            reader.Space();
        }
        // Text in a charset that nobody knows is passed over octet by octet.
        var condition = new SearchGrammar(charset ?? Encoding.Latin1).Keys(ref reader);
        return new SearchCommand(charset is null ? null : condition, options, byUid);
    }

    private static Encoding? Charset(string name) => name.ToUpperInvariant() is "UTF-8" or "US-ASCII" ? StrictUtf8 : null;
}
