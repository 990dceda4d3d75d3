using System.Text;
using MailCloud.Imap.Commands;
using MailCloud.Imap.Grammar;
using MailCloud.Imap.Session;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Search;

/// <summary><c>search-program</c> (RFC 4466 §2.6.1): which messages SEARCH, SORT, THREAD and ESEARCH are about.</summary>
/// <param name="Condition">Null: the client's charset is none that we know.</param>
/// <param name="AsksForModSeq">The MODSEQ key is among the keys, so that the answer tells the highest MODSEQ (RFC 7162 §3.1.5).</param>
/// <param name="NamesMessages">Sequence numbers, or <c>$</c>, are among the keys, which mean something only in the open mailbox.</param>
internal sealed record SearchProgram(SearchCondition? Condition, bool AsksForModSeq, bool NamesMessages)
{
    private bool hasCharset;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The refusal of a charset that we do not know.</summary>
    public static readonly Completion BadCharset = Completion.No(
        "Strings can be in UTF-8",
        new ResponseCode("BADCHARSET (US-ASCII UTF-8)")
    );

    /// <summary>Keys, to the end of the command, with <c>CHARSET</c> and its name before them or not.</summary>
    public static SearchProgram Parse(ref ImapReader reader)
    {
        if (reader.TryWord("CHARSET"u8))
        {
            reader.Space();
            return ParseWithCharset(ref reader) with { hasCharset = true };
        }
        return Parse(ref reader, StrictUtf8);
    }

    /// <summary>The name of a charset and keys, to the end of the command.</summary>
    public static SearchProgram ParseWithCharset(ref ImapReader reader)
    {
        var charset = reader.AString().ToUpperInvariant() is "UTF-8" or "US-ASCII" ? StrictUtf8 : null;
        reader.Space();
        return Parse(ref reader, charset);
    }

    /// <summary>Whether SEARCH or ESEARCH names the charset of its strings though UTF8=ACCEPT has settled it (RFC 9755 §3). Null: it does not.</summary>
    public Completion? RefuseCharset(ImapSession session) =>
        hasCharset && session.Has(Extensions.Utf8Accept) ? Completion.Bad("UTF8=ACCEPT is enabled: SEARCH has no CHARSET") : null;

    /// <summary>The search of a mailbox, ready to run; null: the charset is unknown, which is refused with <see cref="BadCharset"/>.</summary>
    /// <param name="saves">
    /// The result is to be saved. The search may look at what was saved before, but if it ends with NO nothing is saved any more (RFC 5182 §2.1).
    /// </param>
    /// <param name="textIndex">What a command that searches several mailboxes asks; null: the server's.</param>
    public MailboxSearch? Prepare(
        SelectedMailbox mailbox,
        ImapSession session,
        Progress progress,
        bool saves = false,
        ITextIndex? textIndex = null
    )
    {
        var bound = Condition?.Bind(new SearchScope(mailbox, session.Server.Time.GetUtcNow()));
        if (saves)
            mailbox.SavedResult = UidSet.Empty;
        if (bound is null)
            return null;
        // RFC 7162 §3.1: who asks with MODSEQ knows of it.
        if (AsksForModSeq)
            session.Enable(Extensions.Condstore);
        return new MailboxSearch(session.Server, textIndex ?? session.Server.TextIndex, session.Account, mailbox.View, bound, progress);
    }

    private static SearchProgram Parse(ref ImapReader reader, Encoding? charset)
    {
        // Text in a charset that nobody knows is passed over octet by octet.
        var grammar = new SearchGrammar(charset ?? Encoding.Latin1);
        var condition = grammar.Keys(ref reader);
        return new SearchProgram(charset is null ? null : condition, grammar.HasModSeq, grammar.NamesMessages);
    }
}
