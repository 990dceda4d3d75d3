using System.Collections.Frozen;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>
/// What of CSS is kept: properties that lay out and colour a page within its own box. None of them loads anything, leaves the flow of the page, adds text, or changes with time.
/// </summary>
internal static class StyleRules
{
    /// <summary>Whole properties, and families of them that end in a hyphen.</summary>
    private static readonly FrozenSet<string> Properties = Words(
        """
        background background-color background-position background-repeat background-size border-collapse border-radius border-spacing box-sizing caption-side clear color
        column-gap direction display empty-cells flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap float gap height hyphens justify-content letter-spacing
        line-break line-height list-style list-style-position list-style-type max-height max-width min-height min-width opacity order orphans overflow overflow-wrap overflow-x
        overflow-y row-gap tab-size table-layout unicode-bidi vertical-align visibility white-space widows width word-break word-spacing word-wrap writing-mode
        align-content align-items align-self border font margin outline padding text-align text-align-last text-decoration text-indent text-overflow text-transform
        """
    );

    private static readonly string[] Families =
    [
        "border-",
        "font-",
        "margin-",
        "outline-",
        "padding-",
        "text-decoration-",
        "border-radius-",
    ];

    /// <summary>They would name a picture, a font's file, or something that nothing needs.</summary>
    private static readonly FrozenSet<string> Exceptions = Words(
        "border-image border-image-outset border-image-repeat border-image-slice border-image-source border-image-width font-feature-settings font-variation-settings"
    );

    private static readonly FrozenSet<string> Functions = Words("rgb rgba hsl hsla calc min max clamp linear-gradient");

    /// <summary>
    /// Units of the frame's own height. The page makes the frame as high as its content, so content as high as the frame would grow without end.
    /// </summary>
    private static readonly string[] FrameUnits = ["vh", "vmin", "vmax", "vb"];

    public static bool IsProperty(string name) =>
        !Exceptions.Contains(name)
        && (Properties.Contains(name) || Families.Any(family => name.StartsWith(family, StringComparison.Ordinal)));

    /// <param name="value">Of letters, digits and the like alone: see <see cref="StyleFilter"/>.</param>
    public static bool IsValue(string value)
    {
        var depth = 0;
        char? quote = null;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (quote is not null)
                quote = c == quote ? null : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == '(' && (++depth > 4 || !IsFunction(value.AsSpan(0, i))))
                return false;
            else if (c == ')' && --depth < 0)
                return false;
            else if (char.IsAsciiDigit(c) && IsFrameUnit(value.AsSpan(i + 1)))
                return false;
        }
        return depth == 0 && quote is null;
    }

    /// <summary>Parentheses may also group the terms of a sum.</summary>
    private static bool IsFunction(ReadOnlySpan<char> before)
    {
        var start = before.LastIndexOfAnyExcept(NameLetters) + 1;
        return start == before.Length || Functions.Contains(before[start..].ToString());
    }

    private static bool IsFrameUnit(ReadOnlySpan<char> unit)
    {
        // Of the small, large and dynamic heights (svh, lvh, dvh) the end is the same.
        var letters = unit[..(unit.IndexOfAnyExcept(NameLetters) is var end and >= 0 ? end : unit.Length)];
        foreach (var forbidden in FrameUnits)
            if (letters.EndsWith(forbidden, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static readonly System.Buffers.SearchValues<char> NameLetters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
    );

    private static FrozenSet<string> Words(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
