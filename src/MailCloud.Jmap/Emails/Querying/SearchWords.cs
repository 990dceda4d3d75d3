using System.Text;

namespace MailCloud.Jmap.Emails.Querying;

/// <summary>
/// What a person types to look for (RFC 8621 §4.4.1): words parted by blanks, all of which are wanted, and phrases in quotes, in which a backslash stands before
/// quotes and backslashes that are meant.
/// </summary>
internal static class SearchWords
{
    public static IEnumerable<string> Of(string text)
    {
        var word = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (word.Length == 0 && text[i] is ('"' or '\'') && End(text, i) is { } end)
            {
                if (Unescape(text[(i + 1)..end]) is { Length: > 0 } phrase)
                    yield return phrase;
                i = end;
            }
            else if (!char.IsWhiteSpace(text[i]))
                word.Append(text[i]);
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0)
            yield return word.ToString();
    }

    /// <summary>Where the quote is that closes the one at <paramref name="start"/>; null: nowhere, so that it is a letter like any other.</summary>
    private static int? End(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == text[start])
                return i;
        }
        return null;
    }

    private static string Unescape(string phrase)
    {
        var plain = new StringBuilder(phrase.Length);
        for (var i = 0; i < phrase.Length; i++)
        {
            if (phrase[i] == '\\' && i + 1 < phrase.Length && phrase[i + 1] is ('\\' or '"' or '\''))
                i++;
            plain.Append(phrase[i]);
        }
        return plain.ToString();
    }
}
