using System.Buffers;
using System.Text;
using MailCloud.Webmail.Rendering.Html;

namespace MailCloud.Webmail.Rendering.Text;

/// <summary>
/// Plain text in which addresses become links. A link is found in the text as it came, and each piece of it is escaped once, on its way out: nothing is ever replaced in what is
/// HTML already (that is how text became script in CVE-2023-43770).
/// </summary>
internal static class LinkedText
{
    private const int MaxLink = 2048;

    private static readonly string[] Starts = ["http://", "https://", "mailto:", "www."];

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n<>\"\u00A0\u3000\u2028\u2029`{}|\\^");
    private static readonly SearchValues<char> Candidates = SearchValues.Create("hHmMwW@");
    private static readonly SearchValues<char> Local = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&*+/=?_~-"
    );
    private static readonly SearchValues<char> Domain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
    );

    public static StringBuilder AppendLinked(this StringBuilder html, ReadOnlySpan<char> text)
    {
        var written = 0;
        var at = 0;
        while (at < text.Length)
        {
            var candidate = text[at..].IndexOfAny(Candidates);
            if (candidate < 0)
                break;
            at += candidate;
            if (Find(text, at, written) is not var (start, end, prefix))
            {
                at++;
                continue;
            }
            html.AppendEscaped(text[written..start]);
            AppendLink(html, prefix, text[start..end]);
            written = at = end;
        }
        return html.AppendEscaped(text[written..]);
    }

    /// <param name="from">What lies before is written.</param>
    private static (int Start, int End, string Prefix)? Find(ReadOnlySpan<char> text, int at, int from)
    {
        if (text[at] == '@')
            return FindMailbox(text, at, from);
        if (at > from && char.IsLetterOrDigit(text[at - 1]))
            return null;
        foreach (var start in Starts)
        {
            if (!text[at..].StartsWith(start, StringComparison.OrdinalIgnoreCase))
                continue;
            var length = LengthOf(text.Slice(at, Math.Min(text.Length - at, MaxLink)));
            if (
                length > start.Length && char.IsLetterOrDigit(text[at + start.Length])
                || (start is "http://" or "https://" && IsLiteral(text, at, start, length))
            )
                return (at, at + length, start is "www." ? "https://" : "");
        }
        return null;
    }

    /// <summary>An IPv6 address as a host.</summary>
    private static bool IsLiteral(ReadOnlySpan<char> text, int at, string start, int length) =>
        length > start.Length && text[at + start.Length] == '[';

    private static (int Start, int End, string Prefix)? FindMailbox(ReadOnlySpan<char> text, int at, int from)
    {
        var before = text[from..at];
        var start = from + before.LastIndexOfAnyExcept(Local) + 1;
        while (start < at && !char.IsAsciiLetterOrDigit(text[start]))
            start++;
        var after = text[(at + 1)..];
        var length = after.IndexOfAnyExcept(Domain) is var end and >= 0 ? end : after.Length;
        var domain = after[..length].TrimEnd(".-");
        var dot = domain.LastIndexOf('.');
        return
            start < at
            && at - start <= 64
            && dot > 0
            && domain.Length <= 255
            && domain.Length - dot > 2
            && char.IsAsciiLetter(domain[dot + 1])
            ? (start, at + 1 + domain.Length, "mailto:")
            : null;
    }

    /// <summary>Signs that end a sentence, and brackets that were opened before the link, are not of it.</summary>
    private static int LengthOf(ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAny(Ends) is var end and >= 0 ? end : rest.Length;
        while (length > 0)
        {
            var last = rest[length - 1];
            var isOver =
                last is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '。' or '，' or '、' or '」' or '）'
                || (last is ')' && rest[..length].Count(')') > rest[..length].Count('('))
                || (last is ']' && rest[..length].Count(']') > rest[..length].Count('['));
            if (!isOver)
                break;
            length--;
        }
        return length;
    }

    private static void AppendLink(StringBuilder html, string prefix, ReadOnlySpan<char> text)
    {
        if (LinkAddress.Clean($"{prefix}{text}") is not { } address)
        {
            html.AppendEscaped(text);
            return;
        }
        html.Append("<a href=\"")
            .AppendEscaped(address)
            .Append("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">")
            .AppendEscaped(text)
            .Append("</a>");
    }
}
