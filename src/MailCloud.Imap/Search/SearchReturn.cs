using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Search;

/// <summary>
/// What RETURN asks for (RFC 4731 §3.1), of SEARCH and ESEARCH in the order of the mailbox, of SORT in its own order (RFC 5267 §3.1). PARTIAL gives a page
/// of the result (RFC 9394 §3.1); SAVE keeps it as <c>$</c> for later commands (RFC 5182 §2.1).
/// </summary>
internal sealed record SearchReturn(bool Min, bool Max, bool All, bool Count, bool Save, PartialRange? Partial)
{
    /// <summary>What a client gets that does not say.</summary>
    public static readonly SearchReturn Everything = new(Min: false, Max: false, All: true, Count: false, Save: false, Partial: null);

    private static readonly SearchReturn Nothing = Everything with { All = false };

    /// <summary>Whether there is anything to tell the client.</summary>
    public bool IsShown => Min || Max || All || Count || Partial is not null;

    /// <summary>Whether only ends or a page of the result are asked for, so that MODSEQ and <c>$</c> are about these (RFC 4731 §3.2, RFC 5182 §2.4, RFC 9394 §3.2).</summary>
    public bool IsOfSome => (Min || Max || Partial is not null) && !All && !Count;

    /// <summary>Takes <c>RETURN</c>, its options and a space, if they are next.</summary>
    public static SearchReturn? TryParse(ref ImapReader reader)
    {
        if (!reader.TryWord("RETURN"u8))
            return null;
        reader.Space();
        var options = Parse(ref reader);
        reader.Space();
        return options;
    }

    /// <summary>Options in parentheses; none at all are ALL.</summary>
    private static SearchReturn Parse(ref ImapReader reader)
    {
        var options = Nothing;
        reader.Open();
        if (reader.TryClose())
            return Everything;
        do
        {
            options =
                reader.TryWord("MIN"u8) ? options with { Min = true }
                : reader.TryWord("MAX"u8) ? options with { Max = true }
                : reader.TryWord("ALL"u8) ? options with { All = true }
                : reader.TryWord("COUNT"u8) ? options with { Count = true }
                : reader.TryWord("SAVE"u8) ? options with { Save = true }
                : reader.TryWord("PARTIAL"u8) && options.Partial is null ? options with { Partial = Page(ref reader) }
                : throw new ImapSyntaxException("There is no such search result");
        } while (reader.TrySpace());
        reader.Close();
        return options is { All: true, Partial: not null } ? throw new ImapSyntaxException("ALL and PARTIAL do not go together") : options;
    }

    private static PartialRange Page(ref ImapReader reader)
    {
        reader.Space();
        return PartialRange.Parse(ref reader);
    }
}
