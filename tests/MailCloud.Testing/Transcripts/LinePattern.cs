using System.Text;
using System.Text.RegularExpressions;

namespace MailCloud.Testing.Transcripts;

/// <summary>
/// A line as a transcript writes it: itself, but for <c>$name</c> (a word to remember, or the one remembered), <c>$*</c> (anything), and
/// <c>\x</c> with two hexadecimal digits (that octet).
/// </summary>
public sealed partial record LinePattern(int Line, string Text)
{
    private const string Word = """[^\s()<>\[\]{}",]+""";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Whether the line is the one meant; new names are then added to <paramref name="names"/>.</summary>
    public bool Matches(string line, IDictionary<string, string> names)
    {
        var wanted = new StringBuilder(@"\A");
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (literal, name) in Pieces(Text))
            wanted.Append(
                name is null ? Regex.Escape(literal)
                : name is "*" ? ".*?"
                : names.TryGetValue(name, out var known) ? Regex.Escape(known)
                : found.Add(name) ? $"(?<{name}>{Word})"
                : $@"\k<{name}>"
            );
        var match = Regex.Match(line, wanted.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.ExplicitCapture, Limit);
        if (match.Success)
            foreach (var name in found)
                names.Add(name, match.Groups[name].Value);
        return match.Success;
    }

    /// <summary>What the client sends: names stand for what was remembered.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> names) =>
        string.Concat(
            Pieces(text)
                .Select(piece =>
                    piece.Name is null ? piece.Literal
                    : piece.Name is "*" ? "$*"
                    : names.TryGetValue(piece.Name, out var known) ? known
                    : throw new FormatException($"Nothing was remembered as ${piece.Name}.")
                )
        );

    public override string ToString() => Text;

    private static IEnumerable<(string Literal, string? Name)> Pieces(string text)
    {
        var from = 0;
        foreach (Match mark in Marks().Matches(text))
        {
            yield return (text[from..mark.Index], null);
            from = mark.Index + mark.Length;
            yield return mark.Groups["octet"] is { Success: true } octet
                ? (((char)Convert.ToByte(octet.Value, 16)).ToString(), null)
                : ("", mark.Groups["name"].Value);
        }
        yield return (text[from..], null);
    }

    // Names begin with a small letter: $Forwarded and $MDNSent are IMAP keywords.
    [GeneratedRegex(@"\$(?<name>\*|[a-z][A-Za-z0-9]*)|\\x(?<octet>[0-9A-Fa-f]{2})", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Marks();
}
