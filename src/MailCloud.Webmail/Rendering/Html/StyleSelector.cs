using System.Buffers;
using System.Collections.Frozen;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>Selectors of a stranger's style sheet, made to select within the stranger's part of the page.</summary>
internal static class StyleSelector
{
    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .>+~*_-:"
    );

    private static readonly SearchValues<char> EndsOfNames = SearchValues.Create(" .>+~*");

    private static readonly FrozenSet<string> PseudoClasses = new[]
    {
        "active",
        "first-child",
        "focus",
        "hover",
        "last-child",
        "link",
        "only-child",
        "visited",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Roots = ["html", "body"];

    /// <summary>Null: it is none of the simple kinds, and left out.</summary>
    public static string? Scoped(string selector, string scope)
    {
        if (selector.Length == 0 || selector.AsSpan().ContainsAnyExcept(Letters) || !PseudoClassesAreKnown(selector))
            return null;
        // "html > body td.x": the page's root is the scope itself.
        var rest = selector;
        var root = "";
        foreach (var name in Roots)
        {
            if (!rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            var after = rest[name.Length..];
            if (after.Length > 0 && after[0] is not (' ' or '>' or '.' or ':'))
                continue;
            root = name;
            rest = after.TrimStart();
            if (rest.StartsWith('>') && rest[1..].TrimStart().StartsWith("body", StringComparison.OrdinalIgnoreCase))
                rest = rest[1..].TrimStart();
        }
        if (root.Length == 0)
            return IsCombinator(rest[0]) ? null : $".{scope} {rest}";
        // A class of the body is none of the scope's.
        return rest.Length == 0 ? $".{scope}"
            : rest[0] is '.' or ':' ? null
            : $".{scope} {rest}";
    }

    private static bool IsCombinator(char c) => c is '>' or '+' or '~';

    private static bool PseudoClassesAreKnown(string selector)
    {
        var pieces = selector.Split(':');
        return pieces.Skip(1).All(piece => PseudoClasses.Contains(piece[..EndOfName(piece)]));
    }

    private static int EndOfName(string text)
    {
        var end = text.AsSpan().IndexOfAny(EndsOfNames);
        return end < 0 ? text.Length : end;
    }
}
