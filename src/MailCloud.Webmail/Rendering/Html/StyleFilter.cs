using System.Buffers;
using System.Text;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>
/// Reads CSS and writes anew what of it is harmless (<see cref="StyleRules"/>). It does not understand CSS as a browser does, and need not: what it writes is put together from
/// names and values that hold letters, digits and a few signs alone. No escape, no comment, no address and no <c>&lt;</c> is among them, so every browser reads them the same way.
/// </summary>
internal sealed class StyleFilter
{
    private const int MaxSelector = 400;

    private static readonly SearchValues<char> Names = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
    private static readonly SearchValues<char> Values = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 #%.,()+-*/'\"!_"
    );
    private static readonly SearchValues<char> Queries = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ():,.-"
    );

    /// <summary>How many pictures the styles would have loaded.</summary>
    public int Pictures { get; private set; }

    /// <summary>The declarations of a style attribute or a rule that are harmless; empty: none is.</summary>
    public string Declarations(string css)
    {
        if (css.Length > RenderLimits.StyleAttribute)
            return "";
        var kept = new StringBuilder();
        foreach (var declaration in WithoutComments(css).Split(';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                continue;
            var name = declaration[..colon].Trim().ToLowerInvariant();
            var value = string.Join(' ', declaration[(colon + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (value.Contains("url(", StringComparison.OrdinalIgnoreCase))
                Pictures++;
            else if (IsKept(name, value))
                kept.Append(kept.Length == 0 ? "" : ";").Append(name).Append(':').Append(value);
        }
        return kept.ToString();
    }

    /// <summary>The rules of a style sheet that are harmless, each made to hold within an element of the class <paramref name="scope"/> only.</summary>
    public string Sheet(string css, string scope) =>
        css.Length > RenderLimits.StyleSheets
            ? ""
            : Rules(
                WithoutComments(css).Replace("<!--", " ", StringComparison.Ordinal).Replace("-->", " ", StringComparison.Ordinal),
                scope,
                isInMedia: false
            );

    private string Rules(string css, string scope, bool isInMedia)
    {
        var kept = new StringBuilder();
        var at = 0;
        while (at < css.Length)
        {
            var end = css.AsSpan(at).IndexOfAny('{', ';', '}');
            if (end < 0)
                break;
            var prelude = css.AsSpan(at, end).Trim().ToString();
            at += end + 1;
            // A statement without a block (@import, @charset), or a brace too many.
            if (css[at - 1] != '{')
                continue;
            var block = Block(css, ref at);
            if (prelude.StartsWith('@'))
            {
                if (!isInMedia && Query(prelude) is { } query && Rules(block, scope, isInMedia: true) is { Length: > 0 } inner)
                    kept.Append("@media ").Append(query).Append('{').Append(inner).Append('}');
            }
            else if (!block.Contains('{', StringComparison.Ordinal))
                AppendRule(kept, prelude, block, scope);
        }
        return kept.ToString();
    }

    private void AppendRule(StringBuilder kept, string selectors, string block, string scope)
    {
        var harmless = selectors.Split(',').Select(selector => StyleSelector.Scoped(selector.Trim(), scope)).OfType<string>();
        var list = selectors.Length > MaxSelector ? "" : string.Join(',', harmless);
        if (Declarations(block) is { Length: > 0 } declarations && list.Length > 0)
            kept.Append(list).Append('{').Append(declarations).Append('}');
    }

    /// <summary>What follows up to the brace that closes the one just read.</summary>
    private static string Block(string css, ref int at)
    {
        var start = at;
        for (var depth = 1; at < css.Length; at++)
        {
            if (css[at] == '{')
                depth++;
            else if (css[at] == '}' && --depth == 0)
                return css[start..at++];
        }
        return css[start..];
    }

    /// <summary>
    /// The media query, if it is a simple one. The page's theme is the reader's choice in the page and not the system's, so rules for a dark system are left out.
    /// </summary>
    private static string? Query(string prelude)
    {
        if (!prelude.StartsWith("@media", StringComparison.OrdinalIgnoreCase) || prelude.Length > MaxSelector)
            return null;
        var query = prelude["@media".Length..].Trim();
        return
            query.Length > 0
            && !query.AsSpan().ContainsAnyExcept(Queries)
            && !query.Contains("prefers-", StringComparison.OrdinalIgnoreCase)
            && query.Count('(') == query.Count(')')
            ? query
            : null;
    }

    private static bool IsKept(string name, string value) =>
        name.Length > 0
        && value.Length > 0
        && !name.AsSpan().ContainsAnyExcept(Names)
        && StyleRules.IsProperty(name)
        && IsPlain(value)
        && StyleRules.IsValue(value);

    /// <summary>Names of fonts have letters of all scripts.</summary>
    private static bool IsPlain(string value)
    {
        foreach (var c in value)
            if (!Values.Contains(c) && !(c > '\x7F' && char.IsLetter(c)))
                return false;
        return true;
    }

    private static string WithoutComments(string css)
    {
        var start = css.IndexOf("/*", StringComparison.Ordinal);
        if (start < 0)
            return css;
        var kept = new StringBuilder(css.Length);
        var at = 0;
        while (start >= 0)
        {
            kept.Append(css, at, start - at).Append(' ');
            var end = css.IndexOf("*/", start + 2, StringComparison.Ordinal);
            if (end < 0)
                return kept.ToString();
            at = end + 2;
            start = css.IndexOf("/*", at, StringComparison.Ordinal);
        }
        return kept.Append(css, at, css.Length - at).ToString();
    }
}
