using System.Text;

namespace MailCloud.Mail.Messages;

/// <summary>
/// What a subject is about, without what replying, forwarding and mailing lists put around it (RFC 5256 §2.1): messages of one conversation have the
/// same. <c>Re: [list] Lunch (fwd)</c> and <c>[Fwd: lunch]</c> are both about lunch.
/// </summary>
/// <param name="Text">As people read it, in the case it was written in; to compare two, fold them (<see cref="Search.UnicodeCasemap"/>). Maybe empty.</param>
/// <param name="IsReplyOrForward">The subject said so with <c>Re:</c>, <c>Fwd:</c>, <c>(fwd)</c> or <c>[Fwd: …]</c>.</param>
public readonly record struct BaseSubject(string Text, bool IsReplyOrForward)
{
    private const string Trailer = "(fwd)";
    private const string ForwardStart = "[fwd:";

    private static readonly string[] Prefixes = ["re", "fwd", "fw"];

    /// <param name="subject">The subject as a summary keeps it: encoded-words not decoded.</param>
    public static BaseSubject Of(string? subject)
    {
        var text = SingleBlanks(HeaderText.Decode(subject ?? "")).AsSpan();
        var isReply = false;
        while (true)
        {
            text = WithoutLeaders(WithoutTrailers(text, ref isReply), ref isReply);
            if (!StartsWith(text, ForwardStart) || text[^1] != ']')
                return new BaseSubject(text.ToString(), isReply);
            text = text[ForwardStart.Length..^1];
            isReply = true;
        }
    }

    /// <summary>Step 1: runs of blanks become one.</summary>
    private static string SingleBlanks(string text)
    {
        var single = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var c = letter is '\t' or '\r' or '\n' ? ' ' : letter;
            if (c != ' ' || single.Length == 0 || single[^1] != ' ')
                single.Append(c);
        }
        return single.ToString();
    }

    /// <summary>Step 2: <c>subj-trailer</c>.</summary>
    private static ReadOnlySpan<char> WithoutTrailers(ReadOnlySpan<char> text, scoped ref bool isReply)
    {
        for (text = text.TrimEnd(' '); text.EndsWith(Trailer, StringComparison.OrdinalIgnoreCase); text = text.TrimEnd(' '))
        {
            text = text[..^Trailer.Length];
            isReply = true;
        }
        return text;
    }

    /// <summary>
    /// Steps 3 to 5: <c>subj-leader</c>, and <c>subj-blob</c> as long as something is left. All blobs in a row are looked at together, since none of
    /// them is before a reply's prefix if the first is not: so the time does not grow with the square of their number.
    /// </summary>
    private static ReadOnlySpan<char> WithoutLeaders(ReadOnlySpan<char> text, scoped ref bool isReply)
    {
        while (true)
        {
            text = text.TrimStart(' ');
            var last = text;
            var rest = text;
            while (BlobLength(rest) is > 0 and var length)
            {
                last = rest;
                rest = rest[length..];
            }
            if (TryPrefix(ref rest))
            {
                isReply = true;
                text = rest;
                continue;
            }
            return rest.IsEmpty ? last : rest;
        }
    }

    /// <summary><c>subj-refwd</c>: <c>Re:</c>, <c>Fwd [3] :</c>.</summary>
    private static bool TryPrefix(scoped ref ReadOnlySpan<char> text)
    {
        foreach (var prefix in Prefixes)
        {
            if (!StartsWith(text, prefix))
                continue;
            var rest = text[prefix.Length..].TrimStart(' ');
            rest = rest[BlobLength(rest)..];
            if (rest is not [':', ..])
                continue;
            text = rest[1..];
            return true;
        }
        return false;
    }

    /// <summary>The length of a <c>subj-blob</c>, if the text begins with one: brackets without others inside, and the blanks behind them.</summary>
    private static int BlobLength(ReadOnlySpan<char> text)
    {
        if (text is not ['[', ..] || text[1..].IndexOfAny('[', ']') is not (>= 0 and var inside) || text[inside + 1] != ']')
            return 0;
        return text.Length - text[(inside + 2)..].TrimStart(' ').Length;
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
