using MailCloud.Imap.Grammar;

namespace MailCloud.Imap.Search;

/// <summary>What RETURN asks for (RFC 4731 §3.1); SAVE keeps the result as <c>$</c> for later commands (RFC 5182 §2.1).</summary>
internal sealed record SearchReturn(bool Min, bool Max, bool All, bool Count, bool Save)
{
    /// <summary>Whether there is anything to tell the client.</summary>
    public bool IsShown => Min || Max || All || Count;

    /// <summary>Options in parentheses; none at all are ALL.</summary>
    public static SearchReturn Parse(ref ImapReader reader)
    {
        var options = new SearchReturn(false, false, false, false, false);
        reader.Open();
        if (reader.TryClose())
            return options with { All = true };
        do
        {
            options =
                reader.TryWord("MIN"u8) ? options with { Min = true }
                : reader.TryWord("MAX"u8) ? options with { Max = true }
                : reader.TryWord("ALL"u8) ? options with { All = true }
                : reader.TryWord("COUNT"u8) ? options with { Count = true }
                : reader.TryWord("SAVE"u8) ? options with { Save = true }
                : throw new ImapSyntaxException("There is no such search result");
        } while (reader.TrySpace());
        reader.Close();
        return options;
    }
}
