using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MailCloud.SenderAuthentication.Spf;

/// <summary>A text with macros in it (RFC 7208 §7), read and ready to be expanded.</summary>
internal sealed partial class MacroString
{
    private const string Letters = "slodiphcrtv";

    // In explanations only (RFC 7208 §7.2).
    private const string ExplanationLetters = "crt";

    /// <summary>More than any name or explanation has; what one macro adds comes on top.</summary>
    private const int MaxExpanded = 4096;

    private readonly ImmutableArray<Piece> pieces;

    private MacroString(ImmutableArray<Piece> pieces) => this.pieces = pieces;

    /// <summary>A piece: literal text, or a macro.</summary>
    private sealed record Piece(string Literal, Macro? Macro);

    /// <param name="Keep">How many parts from the right are kept.</param>
    private sealed record Macro(char Letter, bool IsEscaped, int Keep, bool IsReversed, string Delimiters);

    /// <summary>The rule <c>domain-spec</c>: it must end with a name's last label, or with a macro.</summary>
    public static MacroString ParseDomain(string text)
    {
        var parsed = Parse(text);
        if (parsed.pieces is [] || parsed.pieces[^1].Macro is null && !IsDomainEnd(parsed.pieces[^1].Literal))
            throw new SpfSyntaxException($"{text} is no domain");
        return parsed;
    }

    /// <summary>The rule <c>macro-string</c>.</summary>
    public static MacroString Parse(string text) => Parse(text, isExplanation: false);

    /// <summary>The rule <c>explain-string</c>, which may have blanks and more macros.</summary>
    public static MacroString ParseExplanation(string text) => Parse(text, isExplanation: true);

    /// <param name="expand">Gives the text a macro letter (in lower case) stands for.</param>
    public async ValueTask<string> ExpandAsync(Func<char, ValueTask<string>> expand)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            text.Append(piece.Literal).Append(piece.Macro is { } macro ? Transform(await expand(macro.Letter), macro) : "");
            // A stranger writes the text and the name that it repeats.
            if (text.Length > MaxExpanded)
                throw new SpfSyntaxException("a text is too long once its macros are expanded");
        }
        return text.ToString();
    }

    private static MacroString Parse(string text, bool isExplanation)
    {
        var parsed = ImmutableArray.CreateBuilder<Piece>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; )
        {
            if (text[at] is not '%')
            {
                if (text[at] is < ' ' or > '~' || text[at] is ' ' && !isExplanation)
                    throw new SpfSyntaxException("a text is not printable ASCII");
                literal.Append(text[at++]);
            }
            else if (at + 1 < text.Length && text[at + 1] is '%' or '_' or '-')
            {
                literal.Append(
                    text[at + 1] switch
                    {
                        '%' => "%",
                        '_' => " ",
                        _ => "%20",
                    }
                );
                at += 2;
            }
            else
            {
                var match = MacroExpand().Match(text, at);
                if (!match.Success || match.Index != at)
                    throw new SpfSyntaxException($"{text[at..]} is no macro");
                parsed.Add(new Piece(literal.ToString(), ParseMacro(match, isExplanation)));
                literal.Clear();
                at += match.Length;
            }
        }
        if (literal.Length > 0)
            parsed.Add(new Piece(literal.ToString(), Macro: null));
        return new MacroString(parsed.ToImmutable());
    }

    private static Macro ParseMacro(Match match, bool isExplanation)
    {
        var letter = match.Groups["letter"].Value[0];
        var lower = char.ToLowerInvariant(letter);
        if (
            !Letters.Contains(lower, StringComparison.Ordinal)
            || ExplanationLetters.Contains(lower, StringComparison.Ordinal) && !isExplanation
        )
            throw new SpfSyntaxException($"{match.Value} is no macro");
        var digits = match.Groups["digits"].ValueSpan;
        // A number that no int holds is more than any name's parts.
        var keep =
            digits.IsEmpty || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? int.MaxValue
                : number;
        if (keep == 0)
            throw new SpfSyntaxException($"{match.Value} keeps nothing");
        var delimiters = match.Groups["delimiters"].Value;
        return new Macro(lower, letter != lower, keep, match.Groups["reverse"].Success, delimiters.Length == 0 ? "." : delimiters);
    }

    private static string Transform(string value, Macro macro)
    {
        IEnumerable<string> parts = value.Split([.. macro.Delimiters]);
        if (macro.IsReversed)
            parts = parts.Reverse();
        var kept = string.Join('.', parts.TakeLast(macro.Keep));
        return macro.IsEscaped ? Uri.EscapeDataString(kept) : kept;
    }

    [GeneratedRegex(
        @"%\{(?<letter>[A-Za-z])(?<digits>[0-9]*)(?<reverse>[rR])?(?<delimiters>[-.+,/_=]*)\}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex MacroExpand();

    /// <summary>The rule <c>domain-end</c> without the macro: a dot and a top label, which is not all digits, and maybe a dot.</summary>
    private static bool IsDomainEnd(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        var dot = name.LastIndexOf('.');
        var top = name[(dot + 1)..];
        return dot >= 0
            && top.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')
            && top.Any(c => !char.IsAsciiDigit(c))
            && !top.StartsWith('-')
            && !top.EndsWith('-');
    }
}
