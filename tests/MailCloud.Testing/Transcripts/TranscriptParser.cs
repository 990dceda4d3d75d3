using System.Text;
using System.Text.RegularExpressions;

namespace MailCloud.Testing.Transcripts;

/// <summary>Reads a transcript's text; the syntax is explained in tests/Transcripts/README.md.</summary>
internal sealed partial class TranscriptParser(string name, Func<string, string, string> prelude)
{
    private static readonly HashSet<string> Keys =
    [
        "tls",
        "remote",
        "time",
        "domain",
        "user",
        "alias",
        "administrator",
        "quota",
        "mailbox",
        "option",
        "prelude",
    ];

    private readonly List<TranscriptHeader> headers = [];
    private readonly List<TranscriptStep> steps = [];

    /// <param name="prelude">Gives the text of a prelude, by the transcript's name and its own.</param>
    public static Transcript Parse(string name, string text, Func<string, string, string> prelude)
    {
        var parser = new TranscriptParser(name, prelude);
        parser.ReadLines(text);
        return new Transcript(name, parser.headers, parser.steps);
    }

    private void ReadLines(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (BlockStart().Match(line) is { Success: true } block)
                i = ReadBlock(lines, i, block);
            else if (Step().Match(line) is { Success: true } step)
                steps.Add(ReadStep(i + 1, step));
            else if (steps.Count == 0 && Header().Match(line) is { Success: true } header)
                ReadHeader(i + 1, header);
            else
                throw Error(i + 1, $"This is neither a header nor a step: {line}");
        }
    }

    private void ReadHeader(int line, Match match)
    {
        // Headers are for people, not octets on their way: names in them are in UTF-8.
        var value = Encoding.UTF8.GetString(Transcript.Octets.GetBytes(match.Groups["value"].Value));
        var header = new TranscriptHeader(line, match.Groups["key"].Value, value.Trim());
        if (!Keys.Contains(header.Key))
            throw Error(line, $"There is no header {header.Key}.");
        if (header.Key is "prelude")
            ReadLines(prelude(name, header.Value));
        else
            headers.Add(header);
    }

    private TranscriptStep ReadStep(int line, Match match)
    {
        var connection = ConnectionOf(match);
        var text = match.Groups["text"].Value;
        return (match.Groups["side"].Value, match.Groups["verb"].Value) switch
        {
            ("C", ":") => new Send(line, connection, text, HasLineEnd: true),
            ("C", "~") => new Send(line, connection, text, HasLineEnd: false),
            ("C", "-starttls") => new StartTls(line, connection),
            ("C", "-compress") => new StartCompression(line, connection),
            ("C", "-leave") => new Leave(line, connection),
            ("S", ":") when text is "<closed>" => new ExpectClosed(line, connection),
            ("S", ":") => new Expect(line, connection, [new LinePattern(line, text)]),
            _ => throw Error(line, $"There is no such step: {match.Value}"),
        };
    }

    /// <summary>Reads <c>C{{ … }}</c>, <c>S{{ … }}</c> (lines as they are) or <c>S{ … S}</c> (lines in any order), up to its end.</summary>
    private int ReadBlock(string[] lines, int start, Match block)
    {
        var connection = ConnectionOf(block);
        var kind = block.Groups["side"].Value + block.Groups["brace"].Value;
        var anyOrder = new List<LinePattern>();
        var end = kind is "S{" ? block.Value[..^1] + "}" : "}}";
        for (var i = start + 1; i < lines.Length; i++)
        {
            var (place, line) = (i + 1, lines[i]);
            if (string.Equals(line, end, StringComparison.Ordinal))
            {
                if (kind is "S{")
                    steps.Add(new Expect(start + 1, connection, anyOrder));
                return i;
            }
            switch (kind)
            {
                case "C{{":
                    steps.Add(new Send(place, connection, line, HasLineEnd: true));
                    break;
                case "S{{":
                    steps.Add(new Expect(place, connection, [new LinePattern(place, line)]));
                    break;
                case "S{" when ReadOrderless(place, line) is { } pattern:
                    anyOrder.Add(pattern);
                    break;
                default:
                    throw Error(place, "Only S: lines can come in any order.");
            }
        }
        throw Error(start + 1, $"This block does not end with {end}");
    }

    private static LinePattern? ReadOrderless(int line, string text) =>
        Step().Match(text) is { Success: true } step && step.Groups["side"].Value is "S" && step.Groups["verb"].Value is ":"
            ? new LinePattern(line, step.Groups["text"].Value)
            : null;

    private FormatException Error(int line, string text) => new($"{name}:{line}: {text}");

    private static int ConnectionOf(Match match) => match.Groups["connection"] is { Length: > 0 } digit ? digit.ValueSpan[0] - '0' : 1;

    [GeneratedRegex(@"^(?<key>[a-z]+):(?<value>.*)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^(?<side>[CS])(?<connection>[1-9])?(?<verb>-starttls|-compress|-leave|[:~])( (?<text>.*))?$",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Step();

    [GeneratedRegex(@"^(?<side>[CS])(?<connection>[1-9])?(?<brace>\{\{?)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BlockStart();
}
