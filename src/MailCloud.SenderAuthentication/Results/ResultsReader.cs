using System.Buffers;
using System.Text;

namespace MailCloud.SenderAuthentication.Results;

/// <summary>
/// Reads the value of an Authentication-Results field (RFC 8601 §2.2). A little more is taken than the grammar allows: what others write goes unquoted
/// where it should be quoted.
/// </summary>
internal ref struct ResultsReader(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");
    private static readonly SearchValues<char> TokenEnds = SearchValues.Create(" \t\r\n()<>@,;:\\\"/[]?=");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n();\"");

    private ReadOnlySpan<char> rest = text;

    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>Skips white space and comments, which may be nested.</summary>
    /// <param name="comment">The text of the last comment; null: there was none.</param>
    /// <returns>False: a comment does not end.</returns>
    public bool SkipComments(out string? comment)
    {
        comment = null;
        while (true)
        {
            var start = rest.IndexOfAnyExcept(Blanks);
            rest = start < 0 ? [] : rest[start..];
            if (!rest.StartsWith("("))
                return true;
            var length = CommentLength();
            if (length < 0)
                return false;
            comment = Unescaped(rest[1..(length - 1)]);
            rest = rest[length..];
        }
    }

    public bool SkipComments() => SkipComments(out _);

    public readonly bool IsNext(char expected) => rest.StartsWith([expected]);

    /// <summary>Takes a character if it is the next one.</summary>
    public bool Take(char expected)
    {
        if (!IsNext(expected))
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>RFC 2045 §5.1 <c>token</c>, such as a method or a result.</summary>
    public bool TryToken(out string token) => TryRun(TokenEnds, out token);

    /// <summary>A token in which slashes, at signs and the like stand unquoted, or a quoted string.</summary>
    public bool TryValue(out string value) => rest.StartsWith("\"") ? TryQuoted(out value) : TryRun(ValueEnds, out value);

    /// <summary>A token or a quoted string: RFC 2045 §5.1 <c>value</c>.</summary>
    public bool TryTokenOrQuoted(out string value) => rest.StartsWith("\"") ? TryQuoted(out value) : TryRun(TokenEnds, out value);

    private bool TryRun(SearchValues<char> ends, out string run)
    {
        var end = rest.IndexOfAny(ends);
        run = (end < 0 ? rest : rest[..end]).ToString();
        rest = rest[run.Length..];
        return run.Length > 0;
    }

    private bool TryQuoted(out string value)
    {
        var unquoted = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                value = unquoted.ToString();
                return true;
            }
            if (rest[i] == '\\' && i + 1 < rest.Length)
                i++;
            if (rest[i] is not ('\r' or '\n'))
                unquoted.Append(rest[i]);
        }
        value = "";
        return false;
    }

    /// <summary>RFC 5322 §3.2.1: of a <c>quoted-pair</c> the second character counts.</summary>
    private static string Unescaped(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            plain.Append(text[i]);
        }
        return plain.ToString();
    }

    private readonly int CommentLength()
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
                i++;
            else if (rest[i] == '(')
                depth++;
            else if (rest[i] == ')' && --depth == 0)
                return i + 1;
        }
        return -1;
    }
}
